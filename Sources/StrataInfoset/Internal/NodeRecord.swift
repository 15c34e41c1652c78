/// One record of an infoset: 16 octets, in document order. Namespace declarations, then attributes, follow their start record.
///
/// | kind | extra | name | a | b |
/// |---|---|---|---|---|
/// | document | - | - | index of the matching end | - |
/// | start | declarations + attributes | qualified name | index of the matching end | index of the parent's start |
/// | namespace | - | prefix (string) | namespace name (string) | the reader's own |
/// | attribute | segment | qualified name | offset | length |
/// | text | - | segment | offset | length |
/// | typed | type | segment | offset, or low half of the value | length, or high half |
/// | comment | - | segment | offset | length |
/// | instruction | - | target (string) | offset | length |
/// | end | - | qualified name | index of the start | - |
///
/// Segment 0 is the infoset's own octets, n > 0 the n-th external value. The last record is the end of the document.
package struct NodeRecord: BitwiseCopyable, Sendable {
    package var head: UInt32
    package var name: UInt32
    package var a: UInt32
    package var b: UInt32

    @inline(__always)
    package init(kind: UInt8, flags: UInt8 = 0, extra: UInt16 = 0, name: UInt32, a: UInt32, b: UInt32) {
        head = UInt32(kind) | UInt32(flags) << 8 | UInt32(extra) << 16
        self.name = name
        self.a = a
        self.b = b
    }

    @inline(__always) package var kind: UInt8 { UInt8(truncatingIfNeeded: head) }
    @inline(__always) package var flags: UInt8 { UInt8(truncatingIfNeeded: head >> 8) }
    @inline(__always) package var extra: UInt16 { UInt16(truncatingIfNeeded: head >> 16) }
    /// The inline value of a typed record.
    @inline(__always) package var payload: UInt64 { UInt64(a) | UInt64(b) << 32 }
}

package enum NodeKind {
    package static let document: UInt8 = 0
    package static let start: UInt8 = 1
    package static let end: UInt8 = 2
    package static let attribute: UInt8 = 3
    package static let namespace: UInt8 = 4
    package static let text: UInt8 = 5
    package static let typed: UInt8 = 6
    package static let comment: UInt8 = 7
    package static let instruction: UInt8 = 8
}

package enum NodeFlag {
    /// Text: white space only, known from the scan; not set does not mean that there is other text.
    package static let whitespaceOnly: UInt8 = 1
    /// Text, attribute: contains a character that must be escaped when written; not set means verbatim.
    package static let needsEscape: UInt8 = 2
    /// Text: came from a CDATA section.
    package static let cdata: UInt8 = 4
    /// Start: has namespace declarations.
    package static let hasNamespaces: UInt8 = 16
}

package enum TypedKind {
    package static let int: UInt8 = 1
    package static let bool: UInt8 = 2
    package static let double: UInt8 = 3
    package static let bytes: UInt8 = 4
    package static let uint: UInt8 = 5
}

/// An interned qualified name: the lexical form and what it resolved to.
package struct QNameRecord: BitwiseCopyable, Sendable {
    package var offset: UInt32
    package var length: UInt16
    /// Length of the prefix and its colon, or 0.
    package var localOffset: UInt16
    package var prefix: UInt32
    package var namespace: UInt32
    package var local: UInt32
    /// The expanded name; less than the dictionary's count for a name of the dictionary, else an identifier of this infoset alone.
    package var expanded: UInt32
}

/// An interned string.
package struct StringRecord: BitwiseCopyable, Sendable {
    package var offset: UInt32
    package var length: UInt32
}

package enum StringID {
    package static let empty: UInt32 = 0
    package static let xml: UInt32 = 1
    package static let xmlns: UInt32 = 2
    package static let xmlURI: UInt32 = 3
    package static let xmlnsURI: UInt32 = 4
    package static let unbound: UInt32 = .max
}
