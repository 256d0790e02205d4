"""Reading pictures: pixels in, colours and labels out. Pure but for opening files."""
