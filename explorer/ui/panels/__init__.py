"""What stands on each page, one file a page, named as its script in pages/."""
