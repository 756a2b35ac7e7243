"""The typed tree: what a fence means once names are found and units are checked."""
