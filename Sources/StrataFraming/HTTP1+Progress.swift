extension HTTP1 {
    /// What one step of a reader took, and what it found.
    ///
    /// The caller hands the reader the octets it has not taken, from their first on, and calls again until `part` is nil (also with
    /// an empty buffer: the end of a message takes no octets). Then it waits until it holds `need` octets from there on.
    package struct Progress<Part> {
        /// Octets taken from the front of the buffer.
        package var consumed: Int
        /// When `part` is nil: how many octets the caller must hold before another call can find more. Where the length of the
        /// element is known it is exactly that length.
        package var need: Int
        /// What was found. Views in it lie in the caller's buffer.
        package var part: Part?

        init(consumed: Int, part: Part) {
            self.consumed = consumed
            need = 0
            self.part = part
        }

        init(consumed: Int, need: Int) {
            self.consumed = consumed
            self.need = need
            part = nil
        }
    }
}
