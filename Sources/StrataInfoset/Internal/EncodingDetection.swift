/// What is known from outside about the encoding of a document.
enum EncodingExpectation {
    case none
    case exactly(XMLCharacterEncoding)
    /// UTF-16 in either order.
    case utf16
}

/// The encoding found and the octets of the byte order mark.
struct EncodingDetection {
    var encoding: XMLCharacterEncoding
    var markLength: Int
    /// UTF-16 without a mark and without word from outside must declare itself (XML 1.0, section 4.3.3).
    var mustBeDeclared = false

    init(_ octets: UnsafeRawBufferPointer, _ expectation: EncodingExpectation) throws(ParseFailure) {
        func at(_ i: Int) -> UInt8? { i < octets.count ? octets[i] : nil }
        var mark: XMLCharacterEncoding?
        if at(0) == 0xEF, at(1) == 0xBB, at(2) == 0xBF {
            mark = .utf8
            markLength = 3
        } else if at(0) == 0xFF, at(1) == 0xFE {
            mark = .utf16LittleEndian
            markLength = 2
        } else if at(0) == 0xFE, at(1) == 0xFF {
            mark = .utf16BigEndian
            markLength = 2
        } else {
            markLength = 0
        }
        switch expectation {
        case .exactly(let expected):
            if let mark, mark != expected { throw ParseFailure(.encodingMismatch, 0) }
            encoding = expected
        case .utf16:
            if mark == .utf8 { throw ParseFailure(.encodingMismatch, 0) }
            encoding = mark ?? (at(0) == 0 ? .utf16BigEndian : .utf16LittleEndian)
        case .none:
            if let mark {
                encoding = mark
            } else if at(0) == 0x3C, at(1) == 0, at(2) == 0x3F, at(3) == 0 {
                encoding = .utf16LittleEndian
                mustBeDeclared = true
            } else if at(0) == 0, at(1) == 0x3C, at(2) == 0, at(3) == 0x3F {
                encoding = .utf16BigEndian
                mustBeDeclared = true
            } else {
                encoding = .utf8
            }
        }
    }
}
