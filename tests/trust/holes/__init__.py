"""A web site with twelve known holes, for tests alone: a scanner that does not find them has shown nothing."""
