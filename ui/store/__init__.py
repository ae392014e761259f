"""What people leave on the server: who they are, their conversations and their feedback, in one SQLite file.

It stands beside the index and is no part of it: nothing here is derived, so nothing here can be built again.
"""

from ui.store.conversations import Kept, KeptTurn
from ui.store.feedback import Feedback, Kind
from ui.store.people import LOCAL, PERSON, Person
from ui.store.store import Store, open_store

__all__ = ["LOCAL", "PERSON", "Feedback", "Kept", "KeptTurn", "Kind", "Person", "Store", "open_store"]
