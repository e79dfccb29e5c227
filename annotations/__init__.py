"""The annotation files of the page and the data set built from them, as they ship with the package."""
