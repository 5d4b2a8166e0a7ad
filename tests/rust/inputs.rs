//! Inputs that are large, missing, odd, or not block text.

mod support;
