import StrataInfoset

/// Reads a string; throws like the reader.
func read(_ text: String, quotas: XMLQuotas = .defaults, refusing refused: XMLConstructs = []) throws(InfosetError) -> Infoset {
    try XMLTextReader.read(Bytes(text), quotas: quotas, refusing: refused)
}

/// The code a text is refused with; nil when it is accepted.
func refusal(_ text: String, quotas: XMLQuotas = .defaults, refusing refused: XMLConstructs = []) -> InfosetError.Code? {
    refusal(Array(text.utf8), quotas: quotas, refusing: refused)
}

func refusal(
    _ octets: [UInt8], quotas: XMLQuotas = .defaults, encoding: XMLCharacterEncoding? = nil, refusing refused: XMLConstructs = []
) -> InfosetError.Code? {
    do throws(InfosetError) {
        _ = try XMLTextReader.read(Bytes(octets), quotas: quotas, encoding: encoding, refusing: refused)
        return nil
    } catch {
        return error.code
    }
}

/// The error of a reading, if it fails.
func failure<R>(_ body: () throws(InfosetError) -> R) -> InfosetError? {
    do throws(InfosetError) {
        _ = try body()
        return nil
    } catch {
        return error
    }
}

func utf16(_ text: String, big: Bool, mark: Bool = true) -> [UInt8] {
    var result: [UInt8] = []
    for unit in (mark ? [0xFEFF] : []) + Array(text.utf16) {
        result += big ? [UInt8(unit >> 8), UInt8(unit & 0xFF)] : [UInt8(unit & 0xFF), UInt8(unit >> 8)]
    }
    return result
}
