import CZlib
package import StrataInfoset

/// Inflates one stream of gzip, zlib or raw deflate data in pieces and within limits (RFC 1950, 1951, 1952).
///
/// Not thread-safe. The limits hold while inflating: not one octet above them reaches the output. After an error every call throws it
/// again, and what the output already holds must not be used: checksums come last.
package final class Inflater {
    /// How much may come out.
    package struct Limits: Sendable, Hashable {
        /// Octets of output.
        package var output: Int
        /// How many octets of output each octet of input may make, once there are more than `ratioGrace` of output.
        /// (Deflate itself reaches 1032.)
        package var ratio = 200
        /// Octets of output that are free of the ratio: small repetitive data are no bomb.
        package var ratioGrace = 1 << 20

        package init(output: Int) { self.output = output }
    }

    private enum State {
        /// Inside a stream or member. Successor: `ended`.
        case inside
        /// A stream or member has ended. Successor, with gzip and more input: `inside`.
        case ended
        case failed(DeflateError)
    }

    private let format: DeflateFormat
    private let limits: Limits
    // zlib keeps the address of its stream, so the stream must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private var state = State.inside
    /// Octets of input taken.
    package private(set) var consumed = 0
    /// Octets of output made.
    package private(set) var produced = 0

    package init(_ format: DeflateFormat, limits: Limits) {
        self.format = format
        self.limits = limits
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        if strata_inflate_init(stream, format.windowBits) != Z_OK {
            state = .failed(DeflateError(.failed, at: 0, "zlib could not be initialised"))
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Inflates all of `input` and appends what comes out to `output`.
    package func inflate(_ input: UnsafeRawBufferPointer, to output: ByteWriter) throws(DeflateError) {
        if case .failed(let e) = state { throw e }
        do throws(DeflateError) {
            var rest = input
            while rest.count > 0 {
                let n = min(rest.count, 1 << 30)  // zlib counts in 32 bits
                try run(UnsafeRawBufferPointer(rebasing: rest[..<n]), output)
                rest = UnsafeRawBufferPointer(rebasing: rest[n...])
            }
        } catch {
            state = .failed(error)
            throw error
        }
    }

    /// The input has ended. Throws `truncated` unless the data have too; data of no octets are truncated.
    package func finish() throws(DeflateError) {
        switch state {
        case .ended: return
        case .failed(let e): throw e
        case .inside:
            let e = DeflateError(.truncated, at: consumed, "the data end before their own end")
            state = .failed(e)
            throw e
        }
    }

    private func run(_ input: UnsafeRawBufferPointer, _ output: ByteWriter) throws(DeflateError) {
        guard let base = input.baseAddress else { return }
        // zlib does not write to its input; its interface only lacks the const.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: base.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(input.count)
        defer {
            stream.pointee.next_in = nil
            stream.pointee.avail_in = 0
        }
        while true {
            if case .ended = state {
                guard stream.pointee.avail_in > 0 else { return }
                guard format == .gzip else { throw DeflateError(.trailingData, at: consumed, "octets after the end of the data") }
                guard inflateReset(stream) == Z_OK else { throw DeflateError(.failed, at: consumed, "zlib could not be reset") }
                state = .inside
            }
            let (more, result) = try step(output)
            switch result {
            case Z_OK: break
            case Z_STREAM_END: state = .ended
            case Z_BUF_ERROR: if stream.pointee.avail_in == 0 || more { return }  // nothing to do: all was taken
            case Z_DATA_ERROR, Z_NEED_DICT: throw DeflateError(.malformed, at: consumed, "not \(format) data, or damaged")
            default: throw DeflateError(.failed, at: consumed, "zlib failed with \(result)")
            }
            // Room left over means that all input was used up.
            if stream.pointee.avail_in == 0, more, result != Z_STREAM_END { return }
        }
    }

    /// One call of zlib into at most the room that the limits leave. Returns whether room was left over.
    private func step(_ output: ByteWriter) throws(DeflateError) -> (Bool, Int32) {
        let before = stream.pointee.avail_in
        let room = min(limits.output - produced, 16384)
        if room <= 0 {
            // Full: the data must end here. One octet of scratch room tells.
            var scratch: UInt8 = 0
            let result = withUnsafeMutablePointer(to: &scratch) { p in
                stream.pointee.next_out = p
                stream.pointee.avail_out = 1
                return CZlib.inflate(stream, Z_NO_FLUSH)
            }
            let wrote = stream.pointee.avail_out == 0
            stream.pointee.next_out = nil
            consumed += Int(before - stream.pointee.avail_in)
            guard !wrote else { throw .limit("output", limits.output, at: consumed) }
            return (true, result)
        }
        let space = output.reserve(room)
        stream.pointee.next_out = space.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(room)
        let result = CZlib.inflate(stream, Z_NO_FLUSH)
        let wrote = room - Int(stream.pointee.avail_out)
        stream.pointee.next_out = nil
        consumed += Int(before - stream.pointee.avail_in)
        let total = produced + wrote
        if total > limits.ratioGrace, total / max(limits.ratio, 1) > consumed { throw .limit("ratio", limits.ratio, at: consumed) }
        output.commit(wrote)
        produced = total
        return (stream.pointee.avail_out > 0, result)
    }
}
