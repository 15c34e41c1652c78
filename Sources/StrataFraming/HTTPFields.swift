import StrataInfoset

/// The fields of a header or trailer section in their order, as ranges over one buffer: no string is made until one is asked for.
///
/// Names compare in ASCII without case (RFC 9110 section 5.1). Whatever is in it is well formed: names are tokens, values hold no
/// control character but the tabulator and no white space at their ends; so what is written from it cannot inject lines.
package struct HTTPFields: Sendable {
    /// One field line, as offsets into the buffer.
    struct Entry: Sendable {
        var nameStart: UInt32
        var nameCount: UInt32
        var valueStart: UInt32
        var valueCount: UInt32

        init(name: Range<Int>, value: Range<Int>) {
            nameStart = UInt32(truncatingIfNeeded: name.lowerBound)
            nameCount = UInt32(truncatingIfNeeded: name.count)
            valueStart = UInt32(truncatingIfNeeded: value.lowerBound)
            valueCount = UInt32(truncatingIfNeeded: value.count)
        }

        var name: Range<Int> { Int(nameStart)..<Int(nameStart) + Int(nameCount) }
        var value: Range<Int> { Int(valueStart)..<Int(valueStart) + Int(valueCount) }
    }

    @usableFromInline var octets: [UInt8]
    var entries: [Entry]
    /// Whether `octets` is exactly the field lines as they are written.
    private var isCanonical: Bool

    package init() {
        octets = []
        entries = []
        isCanonical = true
    }

    /// Of a reader: the octets of the whole element.
    init(octets: [UInt8], entries: [Entry]) {
        self.octets = octets
        self.entries = entries
        isCanonical = false
    }

    /// The number of field lines.
    package var count: Int { entries.count }

    package var isEmpty: Bool { entries.isEmpty }

    /// The octets of the field lines as they are written, with their CRLFs: what the limit on a header section counts.
    package var wireCount: Int { entries.reduce(0) { $0 + Int($1.nameCount) + Int($1.valueCount) + 4 } }

    // MARK: Reading

    /// The value of the first field of that name.
    package subscript(name: String) -> String? { withFirst(name) { Octets.text($0) } }

    /// Whether a field of that name is there.
    package func contains(_ name: String) -> Bool { withFirst(name) { _ in true } ?? false }

    /// How many fields of that name are there: more than one is a fault for a field that is no list.
    package func count(of name: String) -> Int {
        var n = 0
        each(name) { _ in
            n += 1
            return true
        }
        return n
    }

    /// The value of each field of that name, in order.
    package func values(_ name: String) -> [String] {
        var all: [String] = []
        each(name) {
            all.append(Octets.text($0))
            return true
        }
        return all
    }

    /// The values of all fields of that name as one, parted by commas (RFC 9110 section 5.3); nil when there is none.
    package func combined(_ name: String) -> String? {
        let all = values(name)
        return all.isEmpty ? nil : all.joined(separator: ", ")
    }

    /// The elements of a list field (RFC 9110 section 5.6.1), empty ones left out; commas in quoted strings do not part.
    package func list(_ name: String) -> [String] {
        var all: [String] = []
        each(name) { value in
            Octets.elements(value) {
                all.append(Octets.text(Octets.slice(value, $0)))
                return true
            }
            return true
        }
        return all
    }

    /// Whether a list field holds an element, compared in ASCII without case.
    package func contains(_ name: String, element: String) -> Bool {
        var element = element
        return element.withUTF8 { e in
            var found = false
            each(name) { value in
                Octets.elements(value) {
                    found = found || Octets.same(Octets.slice(value, $0), UnsafeRawBufferPointer(e))
                    return !found
                }
                return !found
            }
            return found
        }
    }

    /// Calls `body` with the octets of the first value of that name, valid during the call; nil when there is none.
    @inlinable
    package func withFirst<R>(_ name: String, _ body: (UnsafeRawBufferPointer) -> R) -> R? {
        guard let range = firstValue(name) else { return nil }
        return octets.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    /// Where in `octets` the first value of that name is.
    @usableFromInline
    func firstValue(_ name: String) -> Range<Int>? {
        var name = name
        return name.withUTF8 { n in
            octets.withUnsafeBytes { b in
                for e in entries where Int(e.nameCount) == n.count {
                    if Octets.same(Octets.slice(b, e.name), UnsafeRawBufferPointer(n)) { return e.value }
                }
                return nil
            }
        }
    }

    private func each(_ name: String, _ body: (UnsafeRawBufferPointer) -> Bool) {
        var name = name
        name.withUTF8 { n in
            octets.withUnsafeBytes { b in
                for e in entries where Int(e.nameCount) == n.count {
                    guard Octets.same(Octets.slice(b, e.name), UnsafeRawBufferPointer(n)) else { continue }
                    if !body(Octets.slice(b, e.value)) { return }
                }
            }
        }
    }

    // MARK: Building

    /// Adds a field after the others. Throws `unwritable` for a name that is no token, a value with CR, LF, NUL or another
    /// control character, and anything above 4 GiB.
    package mutating func append(_ name: String, _ value: String) throws(HTTP1.MessageError) {
        var name = name
        var value = value
        let problem = name.withUTF8 { n in
            value.withUTF8 { v in add(UnsafeRawBufferPointer(n), UnsafeRawBufferPointer(v)) }
        }
        if let problem { throw HTTP1.MessageError(.unwritable, status: 500, problem) }
    }

    /// Removes all fields of that name and adds one. Throws as `append` does, and leaves the fields as they were.
    package mutating func set(_ name: String, _ value: String) throws(HTTP1.MessageError) {
        var copy = self
        copy.remove(name)
        try copy.append(name, value)
        self = copy
    }

    /// Adds a field if there is none of that name. Throws as `append` does.
    package mutating func setDefault(_ name: String, _ value: String) throws(HTTP1.MessageError) {
        if !contains(name) { try append(name, value) }
    }

    /// Adds all fields of another section.
    package mutating func append(contentsOf other: HTTPFields) {
        other.octets.withUnsafeBytes { b in
            for e in other.entries { _ = add(Octets.slice(b, e.name), Octets.slice(b, e.value)) }
        }
    }

    /// Removes all fields of that name.
    package mutating func remove(_ name: String) {
        guard contains(name) else { return }
        var name = name
        name.withUTF8 { n in
            octets.withUnsafeBytes { b in
                entries.removeAll { Octets.same(Octets.slice(b, $0.name), UnsafeRawBufferPointer(n)) }
            }
        }
        isCanonical = false
    }

    private mutating func add(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> String? {
        guard Octets.isToken(name) else { return "a field name that is no token" }
        for c in value where Octets.isControl(c) { return "a field value with a control character" }
        let v = Octets.slice(value, Octets.trimmed(value, 0..<value.count))
        guard octets.count + name.count + v.count + 4 <= Int(UInt32.max) else { return "a field section too large" }
        if octets.isEmpty {
            octets.reserveCapacity(256)
            entries.reserveCapacity(8)
        }
        let n = octets.count
        octets.append(contentsOf: name)
        octets.append(58)
        octets.append(32)
        octets.append(contentsOf: v)
        octets.append(13)
        octets.append(10)
        let at = n + name.count + 2
        entries.append(Entry(name: n..<n + name.count, value: at..<at + v.count))
        return nil
    }

    // MARK: Writing

    /// Writes all field lines with their CRLFs.
    func write(to out: ByteWriter) {
        octets.withUnsafeBytes { b in
            if isCanonical {
                out.append(b)
                return
            }
            for e in entries {
                out.append(Octets.slice(b, e.name))
                out.append(": ")
                out.append(Octets.slice(b, e.value))
                out.append("\r\n")
            }
        }
    }
}

extension HTTPFields: Sequence {
    /// A field's name as it was sent, and its value.
    package struct Field: Sendable, Hashable {
        package var name: String
        package var value: String
    }

    package func makeIterator() -> AnyIterator<Field> {
        var i = 0
        return AnyIterator {
            guard i < entries.count else { return nil }
            let e = entries[i]
            i += 1
            return octets.withUnsafeBytes {
                Field(name: Octets.text(Octets.slice($0, e.name)), value: Octets.text(Octets.slice($0, e.value)))
            }
        }
    }
}

extension HTTPFields: Equatable {
    /// The same names (without case) and values in the same order.
    package static func == (a: HTTPFields, b: HTTPFields) -> Bool {
        guard a.count == b.count else { return false }
        return a.octets.withUnsafeBytes { x in
            b.octets.withUnsafeBytes { y in
                for (e, f) in zip(a.entries, b.entries) {
                    guard Octets.same(Octets.slice(x, e.name), Octets.slice(y, f.name)) else { return false }
                    guard Octets.slice(x, e.value).elementsEqual(Octets.slice(y, f.value)) else { return false }
                }
                return true
            }
        }
    }
}
