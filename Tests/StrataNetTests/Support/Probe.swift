@testable import StrataNet

/// A handler that keeps what it gets, and lets a test wait for something about it. Confined to its stream's loop.
final class Probe: ByteStreamHandler, @unchecked Sendable {
    let loop: EventLoop
    var received: [UInt8] = []
    var reads = 0
    var largestOffer = 0
    var inputEnded = false
    var isClosed = false
    var error: IOError?
    var isEstablished = false
    var drained = 0
    var stream: ByteStream?
    /// Replaces the keeping of all octets.
    var onRead: ((Probe, ByteStream, UnsafeRawBufferPointer) throws(IOError) -> Taken)?
    var onEnd: ((ByteStream) -> Void)?
    private var waits: [(condition: (Probe) -> Bool, waiter: Waiter<Void>)] = []

    init(_ loop: EventLoop) { self.loop = loop }

    func read(_ s: ByteStream, _ b: UnsafeRawBufferPointer) throws(IOError) -> Taken {
        defer { changed() }
        reads += 1
        largestOffer = max(largestOffer, b.count)
        if let onRead { return try onRead(self, s, b) }
        received.append(contentsOf: b)
        return Taken(consumed: b.count)
    }

    func inputClosed(_ s: ByteStream) {
        inputEnded = true
        onEnd?(s)
        changed()
    }

    func closed(_ s: ByteStream, _ e: IOError?) {
        isClosed = true
        error = e
        changed()
    }

    func transformEstablished(_ s: ByteStream) {
        isEstablished = true
        changed()
    }

    func outputDrained(_ s: ByteStream) {
        drained += 1
        changed()
    }

    private func changed() {
        waits.removeAll { w in
            guard w.condition(self) else { return false }
            w.waiter.finish(.success(()))
            return true
        }
    }

    /// Any thread: waits, as long as it takes, until the condition holds.
    func until(_ condition: @escaping @Sendable (Probe) -> Bool) async throws {
        let w = Waiter<Void>()
        loop.execute {
            if condition(self) { w.finish(.success(())) } else { self.waits.append((condition, w)) }
        }
        try await w.value("test")
    }

    /// Any thread.
    func get<R: Sendable>(_ body: @escaping @Sendable (Probe) -> R) async throws -> R {
        try await loop.run { body(self) }
    }
}

/// Sends back what comes.
final class Echo: ByteStreamHandler {
    func read(_ s: ByteStream, _ b: UnsafeRawBufferPointer) throws(IOError) -> Taken {
        s.write(b)
        return Taken(consumed: b.count)
    }
    func inputClosed(_ s: ByteStream) { s.endOutput() }
    func closed(_ s: ByteStream, _ error: IOError?) {}
}

/// Takes whole messages: four octets of length, then that many.
final class Framer {
    var messages: [[UInt8]] = []
    var offers: [Int] = []

    func take(_ b: UnsafeRawBufferPointer) -> Taken {
        offers.append(b.count)
        var at = 0
        while b.count - at >= 4 {
            let n = Int(UInt32(bigEndian: b.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
            guard b.count - at >= 4 + n else { return Taken(consumed: at, need: 4 + n) }
            messages.append(Array(b[(at + 4)..<(at + 4 + n)]))
            at += 4 + n
        }
        return Taken(consumed: at, need: 4)
    }

    static func frame(_ body: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: UInt32(body.count).bigEndian) { Array($0) } + body
    }
}
