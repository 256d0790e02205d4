"""The pattern of cloth in a picture, by a small network that was taught on drawn swatches."""
