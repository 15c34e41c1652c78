/// Finds the end of one piece of markup in text that comes in pieces, without looking at an octet twice.
///
/// It tells markup apart and no more: what it has found is handed to the parser, which judges it.
struct MarkupScanner {
    enum Kind {
        case start
        /// An element without content.
        case empty
        case end
        case comment
        case characterData
        case instruction
        /// A declaration (`<!DOCTYPE`), or what could only become one.
        case declaration
    }

    /// Where the search goes on; 0 at the beginning of a piece of markup.
    private var at = 0
    private var quote: UInt8 = 0

    /// The markup that `octets` begin with, whose first is `<`; `nil` when its end has not come.
    mutating func next(_ octets: UnsafeRawBufferPointer) -> (kind: Kind, count: Int)? {
        guard octets.count > 1 else { return nil }
        switch octets[1] {
        case UInt8(ascii: "/"): return find(octets, [UInt8(ascii: ">")], from: 2).map { (.end, $0) }
        case UInt8(ascii: "?"): return find(octets, Array("?>".utf8), from: 2).map { (.instruction, $0) }
        case UInt8(ascii: "!"): return declaration(octets)
        default: return tag(octets)
        }
    }

    private mutating func tag(_ octets: UnsafeRawBufferPointer) -> (kind: Kind, count: Int)? {
        var i = max(at, 1)
        while i < octets.count {
            let octet = octets[i]
            i += 1
            if quote != 0 {
                if octet == quote { quote = 0 }
            } else if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "'") {
                quote = octet
            } else if octet == UInt8(ascii: ">") {
                at = 0
                return (octets[i - 2] == UInt8(ascii: "/") ? .empty : .start, i)
            }
        }
        at = i
        return nil
    }

    private mutating func declaration(_ octets: UnsafeRawBufferPointer) -> (kind: Kind, count: Int)? {
        func begins(_ text: StaticString) -> Bool? {
            let count = min(text.utf8CodeUnitCount, octets.count)
            guard (0..<count).allSatisfy({ octets[$0] == text.utf8Start[$0] }) else { return false }
            return count == text.utf8CodeUnitCount ? true : nil
        }
        let comment = begins("<!--")
        let section = begins("<![CDATA[")
        if comment == true { return find(octets, Array("-->".utf8), from: 4).map { (.comment, $0) } }
        if section == true { return find(octets, Array("]]>".utf8), from: 9).map { (.characterData, $0) } }
        return comment == nil || section == nil ? nil : (.declaration, octets.count)
    }

    /// How many octets there are up to the end of the mark.
    private mutating func find(_ octets: UnsafeRawBufferPointer, _ mark: [UInt8], from: Int) -> Int? {
        var i = max(at, from)
        while i + mark.count <= octets.count {
            if octets[i] == mark[0], octets[i..<i + mark.count].elementsEqual(mark) {
                at = 0
                return i + mark.count
            }
            i += 1
        }
        at = max(from, i)
        return nil
    }
}
