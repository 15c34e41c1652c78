internal import StrataInfoset

/// Moments in messages: the times of a `Timestamp` of WS-Security and of assertions (XML Schema `dateTime`).
enum Moments {
    private static let names: Set<String> = ["Created", "Expires", "NotBefore", "NotOnOrAfter", "IssueInstant", "AuthnInstant"]

    /// Seconds from one moment to the other; nil when these are no times, or the name is none of those that hold one.
    static func difference(_ sent: String, _ received: String, in name: String) -> Int? {
        guard names.contains(name), let one = Moment(sent), let other = Moment(received) else { return nil }
        return Int(other.seconds - one.seconds)
    }

    /// The octets with all times in elements `Created` and `Expires` moved or written otherwise, each with what was done.
    static func variants(_ octets: Bytes) -> [(Bytes, DifferenceCause)] {
        // A timestamp is small. What is large has no times that are all there is to it.
        guard octets.count <= 4096 else { return [] }
        let text = String(octets)
        var pieces: [(text: Substring, moment: Moment?)] = []
        var rest = text[...]
        while let range = rest.firstRange(of: #/(Created|Expires)>/#), let end = rest[range.upperBound...].firstIndex(of: "<") {
            let value = rest[range.upperBound..<end]
            if let moment = Moment(String(value)) {
                pieces.append((rest[..<range.upperBound], nil))
                pieces.append((value, moment))
            } else {
                pieces.append((rest[..<end], nil))
            }
            rest = rest[end...]
        }
        guard pieces.contains(where: { $0.moment != nil }) else { return [] }
        pieces.append((rest, nil))
        var result: [(Bytes, DifferenceCause)] = []
        func add(_ shift: Int64, _ digits: Int?) {
            var changed = ""
            for piece in pieces { changed += piece.moment.map { $0.written(shift, digits) } ?? String(piece.text) }
            // What was signed lies this much before what is there.
            result.append((Bytes(changed), .clock(seconds: Int(-shift))))
        }
        for digits in [nil, 0, 3, 6, 7, 9] { add(0, digits) }
        for hours in Int64(-14)...14 where hours != 0 { add(hours * 3600, nil) }
        for seconds in Int64(1)...300 {
            add(-seconds, nil)
            add(seconds, nil)
        }
        return result
    }
}

/// One moment, as it was written.
private struct Moment {
    /// Whole seconds since 1970, fractions dropped; a clock face of no zone counts as one of UTC.
    let seconds: Int64
    private let fraction: Substring
    private let hasZone: Bool

    init?(_ text: String) {
        guard let read = XMLDateTime(text) else { return nil }
        seconds = read.secondsSince1970
        hasZone = read.zone != .unspecified
        fraction = text.firstIndex(of: ".").map { text[$0...].dropFirst().prefix { $0.isWholeNumber } } ?? ""
    }

    /// The moment some seconds later, in UTC unless it had no zone, with that many digits behind the second; nil for as many as it has.
    func written(_ shift: Int64, _ digits: Int?) -> String {
        let part = digits.map { (fraction + String(repeating: "0", count: $0)).prefix($0) } ?? fraction
        return XMLDateTime.clockFace(secondsSince1970: seconds + shift) + (part.isEmpty ? "" : ".\(part)") + (hasZone ? "Z" : "")
    }
}
