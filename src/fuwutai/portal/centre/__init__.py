"""What the centre says about itself: the way in, and when somebody is there."""
