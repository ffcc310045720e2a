"""What tests of several kinds start and talk to."""
