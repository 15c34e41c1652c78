public import StrataInfoset

extension ExpandedName {
    /// The name that .NET makes for a generic type: its own, `Of`, the names of its arguments and, where these are not all built in, a
    /// digest of their namespaces: `KeyValueOfintInnerqnot0Nux`.
    public init(generic name: String, of arguments: [ExpandedName], namespace: String) {
        let names = arguments.map(\.localName).joined()
        self.init("\(name)Of\(names)\(Self.digest(arguments))", namespace: namespace)
    }

    /// The name of a generic contract from its pattern, in which `{0}`, `{1}` stand for the names of the arguments and `{#}` for the digest
    /// of their namespaces.
    public init(pattern: String, of arguments: [ExpandedName], namespace: String) {
        var name = ""
        var rest = pattern[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            name += rest[..<open]
            let key = rest[rest.index(after: open)..<close]
            if key == "#" {
                name += Self.digest(arguments)
            } else if let index = Int(key), arguments.indices.contains(index) {
                name += arguments[index].localName
            } else {
                name += rest[open...close]
            }
            rest = rest[rest.index(after: close)...]
        }
        self.init(contract: name + rest, namespace: namespace)
    }

    /// The name of a contract or member: each character that no name may have is written as `_xHHHH_`, as .NET does.
    public init(contract name: String, namespace: String) {
        self.init(Self.encoded(name), namespace: namespace)
    }

    /// What was written as that name: each `_xHHHH_` and `_xHHHHHHHH_` is a character again.
    static func decoded(_ name: String) -> String {
        guard name.utf8.contains(UInt8(ascii: "_")) else { return name }
        return name.replacing(/_x(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{4})_/) { match in
            UInt32(match.output.dropFirst(2).dropLast(), radix: 16).flatMap(Unicode.Scalar.init).map { String($0) } ?? String(match.output)
        }
    }

    /// Empty where all arguments are built in, else of the number of arguments and their namespaces.
    private static func digest(_ arguments: [ExpandedName]) -> String {
        if arguments.allSatisfy({ WireNames.isBuiltIn($0.namespace) }) { return "" }
        return NamespaceDigest.text(of: arguments.reduce(" \(arguments.count)") { "\($0) \($1.namespace)" })
    }

    /// Whether a character may stand in a name (Namespaces in XML 1.0, section 3; XML 1.0, section 2.3).
    private static func isAllowed(_ scalar: Unicode.Scalar, first: Bool) -> Bool {
        switch scalar.value {
        case 0x41...0x5A, 0x61...0x7A, 0x5F, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D, 0x37F...0x1FFF, 0x200C...0x200D,
            0x2070...0x218F, 0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD, 0x10000...0xEFFFF:
            true
        case 0x2D, 0x2E, 0x30...0x39, 0xB7, 0x300...0x36F, 0x203F...0x2040: !first
        default: false
        }
    }

    private static func encoded(_ name: String) -> String {
        var text = ""
        var isFirst = true
        for scalar in name.unicodeScalars {
            if isAllowed(scalar, first: isFirst) {
                text.unicodeScalars.append(scalar)
            } else {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                text += "_x" + String(repeating: "0", count: max(0, (digits.count > 4 ? 8 : 4) - digits.count)) + digits + "_"
            }
            isFirst = false
        }
        return text
    }
}
