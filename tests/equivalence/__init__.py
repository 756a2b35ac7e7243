"""The readings agree, and no answer is contradicted by what becomes known later."""
