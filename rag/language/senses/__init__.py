"""What words say of each other: that they deny, oppose, mean the same, weaken, or make one thing depend on another."""
