/// A media type with its parameters, as in Content-Type (RFC 9110 section 8.3.1).
package struct MediaType: Sendable, Hashable {
    /// One parameter: its name in lower case, its value unquoted.
    package struct Parameter: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name.lowercased()
            self.value = value
        }
    }

    /// The type in lower case.
    package var type: String
    /// The subtype in lower case.
    package var subtype: String
    /// The parameters in their order.
    package var parameters: [Parameter]

    package init(_ type: String, _ subtype: String, parameters: [Parameter] = []) {
        self.type = type.lowercased()
        self.subtype = subtype.lowercased()
        self.parameters = parameters
    }

    /// Reads a field value. Nil for anything the grammar does not allow: no slash, an empty part, an unterminated quoted string,
    /// octets after a parameter, and a parameter that stands twice (two readers could each take another one).
    package init?(parsing text: String) {
        var text = text
        let parsed: MediaType? = text.withUTF8 { Self.parse(UnsafeRawBufferPointer($0)) }
        guard let parsed else { return nil }
        self = parsed
    }

    /// `type/subtype`.
    package var essence: String { type + "/" + subtype }

    /// Whether it is that media type, whatever its parameters.
    package func matches(_ type: String, _ subtype: String) -> Bool { self.type == type && self.subtype == subtype }

    /// The value of a parameter; the name is in lower case.
    package func parameter(_ name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// As it is written in a field; values that are no tokens are quoted.
    package var text: String {
        var s = essence
        for p in parameters {
            s += "; " + p.name + "="
            let isToken = !p.value.isEmpty && p.value.utf8.allSatisfy { Octets.isToken($0) }
            if isToken {
                s += p.value
            } else {
                s += "\""
                for c in p.value.unicodeScalars {
                    if c == "\"" || c == "\\" { s += "\\" }
                    s.unicodeScalars.append(c)
                }
                s += "\""
            }
        }
        return s
    }

    private static func parse(_ b: UnsafeRawBufferPointer) -> MediaType? {
        var i = 0
        func token() -> String? {
            let start = i
            while i < b.count, Octets.isToken(b[i]) { i += 1 }
            return i > start ? Octets.text(Octets.slice(b, start..<i)) : nil
        }
        func blanks() { while i < b.count, Octets.isBlank(b[i]) { i += 1 } }

        blanks()
        guard let type = token(), i < b.count, b[i] == 47 else { return nil }
        i += 1
        guard let subtype = token() else { return nil }
        var result = MediaType(type, subtype)
        while true {
            blanks()
            if i == b.count { return result }
            guard b[i] == 59 else { return nil }
            i += 1
            blanks()
            if i == b.count || b[i] == 59 { continue }  // an empty parameter is grammar
            guard let name = token()?.lowercased(), i < b.count, b[i] == 61 else { return nil }
            i += 1
            let value: String?
            if i < b.count, b[i] == 34 { value = quoted(b, &i) } else { value = token() }
            guard let value, result.parameter(name) == nil else { return nil }
            result.parameters.append(Parameter(name, value))
        }
    }

    /// A quoted string (RFC 9110 section 5.6.4) that begins at `i`.
    private static func quoted(_ b: UnsafeRawBufferPointer, _ i: inout Int) -> String? {
        var octets: [UInt8] = []
        i += 1
        while i < b.count {
            var c = b[i]
            i += 1
            if c == 34 { return octets.withUnsafeBytes { Octets.text($0) } }
            if c == 92 {
                guard i < b.count else { return nil }
                c = b[i]
                i += 1
            }
            guard !Octets.isControl(c) else { return nil }
            octets.append(c)
        }
        return nil
    }
}
