"""Analysis jobs: each reads the storeroom, computes, and stores what it found."""
