/// A growing contiguous queue of octets: appended at the end, dropped from the front.
///
/// The output buffers of connections and the targets of encoders are of this type. It is not Sendable; one owner uses it at a time.
public final class ByteWriter {
    private var storage: UnsafeMutableRawBufferPointer
    private var head = 0
    private var tail = 0
    /// Gets every allocation before it is freed.
    private let wipe: (@Sendable (UnsafeMutableRawBufferPointer) -> Void)?

    /// An empty writer with room for `capacity` octets.
    public init(capacity: Int = 0) {
        storage = capacity > 0 ? .allocate(byteCount: capacity, alignment: 16) : UnsafeMutableRawBufferPointer(start: nil, count: 0)
        wipe = nil
    }

    /// An empty writer of secrets: `wipe` gets each allocation before it is freed, also when it has been handed over as `Bytes`.
    package init(wiping wipe: @escaping @Sendable (UnsafeMutableRawBufferPointer) -> Void) {
        storage = UnsafeMutableRawBufferPointer(start: nil, count: 0)
        self.wipe = wipe
    }

    deinit {
        free()
    }

    private func free() {
        wipe?(storage)
        storage.deallocate()
    }

    /// The number of octets not dropped yet.
    public var count: Int { tail - head }
    /// Whether no octets are held.
    public var isEmpty: Bool { tail == head }
    /// The octets that the present allocation can hold.
    public var capacity: Int { storage.count }
    /// The octets held; valid until the next change of this writer.
    public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: storage[head..<tail]) }

    /// Calls `body` with the octets held, which must not change the writer.
    public func withUnsafeBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try body(bytes)
    }

    /// Free space of at least `count` octets behind the ones held; `commit(_:)` makes what was written there count.
    public func reserve(_ count: Int) -> UnsafeMutableRawBufferPointer {
        precondition(count >= 0)
        if storage.count - tail < count { makeRoom(count) }
        return UnsafeMutableRawBufferPointer(rebasing: storage[tail...])
    }

    @inline(never)
    private func makeRoom(_ needed: Int) {
        let held = tail - head
        if head >= held, storage.count - held >= needed {
            // The front is at least half empty: moving costs no more than what was dropped.
            if held > 0, let base = storage.baseAddress { base.copyMemory(from: base + head, byteCount: held) }
        } else {
            let grown = UnsafeMutableRawBufferPointer.allocate(byteCount: max(64, storage.count * 2, held + needed), alignment: 16)
            if held > 0 { grown.copyMemory(from: bytes) }
            free()
            storage = grown
        }
        head = 0
        tail = held
    }

    /// Takes `count` octets, written into the space `reserve(_:)` gave, behind the ones held.
    public func commit(_ count: Int) {
        precondition(count >= 0 && count <= storage.count - tail, "more committed than reserved")
        tail += count
    }

    /// Appends octets.
    public func append(_ octets: UnsafeRawBufferPointer) {
        guard octets.count > 0 else { return }
        reserve(octets.count).copyMemory(from: octets)
        tail += octets.count
    }

    /// Appends octets.
    public func append(_ octets: Bytes) {
        octets.withUnsafeBytes { append($0) }
    }

    /// Appends octets.
    public func append(_ octets: [UInt8]) {
        octets.withUnsafeBytes { append($0) }
    }

    /// Appends a string as UTF-8.
    public func append(_ string: String) {
        var string = string
        string.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    /// Appends a literal as UTF-8.
    public func append(_ string: StaticString) {
        string.withUTF8Buffer { append(UnsafeRawBufferPointer($0)) }
    }

    /// Appends one octet.
    public func append(_ byte: UInt8) {
        if tail == storage.count { makeRoom(1) }
        storage[tail] = byte
        tail += 1
    }

    /// Appends a number in decimal digits.
    public func append(decimal value: Int) {
        let space = reserve(24)
        tail += Decimal64.write(Int64(value), to: space)
    }

    /// Forgets `count` octets from the front.
    public func drop(_ count: Int) {
        precondition(count >= 0 && count <= tail - head, "more dropped than held")
        head += count
        if head == tail {
            head = 0
            tail = 0
        }
    }

    /// Forgets the octets held and keeps the allocation.
    public func removeAll() {
        head = 0
        tail = 0
    }

    /// Hands the octets over and leaves the writer empty.
    ///
    /// The allocation goes with them, without a copy, unless they fill only a small part of it.
    public func take() -> Bytes {
        let held = tail - head
        defer { removeAll() }
        guard held > 0 else { return Bytes() }
        if let wipe {
            let result = Bytes(adopting: storage, count: tail, wiping: wipe)[head..<tail]
            storage = UnsafeMutableRawBufferPointer(start: nil, count: 0)
            return result
        }
        if held < storage.count / 8 { return Bytes(copying: bytes) }
        let result = Bytes(storage: ByteStorage(adopting: storage), lower: head, count: held)
        storage = UnsafeMutableRawBufferPointer(start: nil, count: 0)
        return result
    }
}
