import CZlib
package import StrataInfoset

/// Deflates one stream in pieces (RFC 1950, 1951, 1952). Not thread-safe.
package final class Deflater {
    private enum State { case inside, ended, failed(DeflateError) }

    // zlib keeps the address of its stream, so the stream must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private var state = State.inside

    /// - Parameter level: 0 (stored) to 9 (smallest); other values are taken as the nearest of these.
    package init(_ format: DeflateFormat, level: Int = 6) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        if strata_deflate_init(stream, Int32(max(0, min(level, 9))), format.windowBits) != Z_OK {
            state = .failed(DeflateError(.failed, at: 0, "zlib could not be initialised"))
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Deflates all of `input`; what comes out at once is appended to `output`, the rest with a later call.
    package func deflate(_ input: UnsafeRawBufferPointer, to output: ByteWriter) throws(DeflateError) {
        var rest = input
        while rest.count > 0 {
            let n = min(rest.count, 1 << 30)  // zlib counts in 32 bits
            try run(UnsafeRawBufferPointer(rebasing: rest[..<n]), Z_NO_FLUSH, output)
            rest = UnsafeRawBufferPointer(rebasing: rest[n...])
        }
    }

    /// Writes out all that was put in, so that a reader can inflate it now.
    package func flush(to output: ByteWriter) throws(DeflateError) {
        try run(UnsafeRawBufferPointer(start: nil, count: 0), Z_SYNC_FLUSH, output)
    }

    /// Ends the stream; later calls throw `failed`.
    package func finish(to output: ByteWriter) throws(DeflateError) {
        try run(UnsafeRawBufferPointer(start: nil, count: 0), Z_FINISH, output)
        state = .ended
    }

    private func run(_ input: UnsafeRawBufferPointer, _ flush: Int32, _ output: ByteWriter) throws(DeflateError) {
        switch state {
        case .inside: break
        case .ended: throw DeflateError(.failed, at: 0, "the stream was finished")
        case .failed(let e): throw e
        }
        // zlib does not write to its input; its interface only lacks the const.
        stream.pointee.next_in = input.baseAddress.map { UnsafeMutablePointer(mutating: $0.assumingMemoryBound(to: UInt8.self)) }
        stream.pointee.avail_in = UInt32(input.count)
        defer {
            stream.pointee.next_in = nil
            stream.pointee.next_out = nil
        }
        while true {
            let room = 16384
            let space = output.reserve(room)
            stream.pointee.next_out = space.baseAddress?.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_out = UInt32(room)
            let result = CZlib.deflate(stream, flush)
            output.commit(room - Int(stream.pointee.avail_out))
            if result == Z_STREAM_END || result == Z_BUF_ERROR { return }
            guard result == Z_OK else {
                let e = DeflateError(.failed, at: 0, "zlib failed with \(result)")
                state = .failed(e)
                throw e
            }
            if stream.pointee.avail_out > 0, flush != Z_FINISH { return }
        }
    }
}
