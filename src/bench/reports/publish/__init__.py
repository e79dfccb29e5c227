"""What goes to a hub: the data set, results as files of others read them, and the run folders as a data set."""
