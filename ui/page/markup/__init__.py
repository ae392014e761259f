"""Values as neutralised markup: pure functions that know no server and no component."""
