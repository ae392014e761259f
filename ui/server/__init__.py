"""What stands between the network and the page: who may ask, what may pass, the API, and the start."""
