"""The pure middle: from an order to its documents, its voucher and what to do next."""
