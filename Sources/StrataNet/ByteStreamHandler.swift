/// How many of the offered octets a handler took, and how many must be there in all before asking it again is of use.
package struct Taken: Sendable {
    package var consumed: Int
    /// Octets from the first one not taken: 1 for "any", the whole size of a message whose length is known.
    package var need: Int

    @inline(__always) package init(consumed: Int, need: Int = 1) {
        self.consumed = consumed
        self.need = need
    }
}

/// The consumer of a byte stream. Called on the stream's loop only.
package protocol ByteStreamHandler: AnyObject {
    /// Takes octets of the peer; throw to fail the stream. They are valid during the call only: they lie in the loop's shared buffer.
    ///
    /// What is not taken is kept and offered again with at least `need` octets. A handler that pauses reading is not asked before it
    /// resumes.
    func read(_ stream: ByteStream, _ bytes: UnsafeRawBufferPointer) throws(IOError) -> Taken

    /// The peer will send no more; writing still works. Once the output has ended too, the stream closes by itself.
    func inputClosed(_ stream: ByteStream)

    /// The last call: without an error when this side closed it or both sides had ended.
    func closed(_ stream: ByteStream, _ error: IOError?)

    /// A transform has finished its handshake, and its peer was accepted.
    func transformEstablished(_ stream: ByteStream)

    /// Output that had passed the high mark is below the low one again.
    func outputDrained(_ stream: ByteStream)
}

extension ByteStreamHandler {
    package func transformEstablished(_ stream: ByteStream) {}
    package func outputDrained(_ stream: ByteStream) {}
}
