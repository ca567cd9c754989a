"""The unrolled layer as a picture: layers up, time across, the cells that an expression takes marked."""
