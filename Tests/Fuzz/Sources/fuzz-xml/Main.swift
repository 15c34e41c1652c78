import Fuzzing
import StrataInfoset

/// The text reader and writer, whole, as a fragment and piece by piece.
@main struct Main {
    static func main() throws {
        try Fuzzer.run(seeds: Seeds.all) { start, count in
            Main.test(FuzzInput(start, count))
            return 0
        }
    }

    static func test(_ given: FuzzInput) {
        var input = given
        var reading = Reading(&input)
        let octets = Bytes(input.octets)
        let whole = reading.whole(octets)
        if case .success(let infoset) = whole { WrittenForm.check(infoset) }
        if case .failure(let error) = whole { reading.checkPlace(error, octets.count) }
        let pieces = input.pieces()
        StreamedForm.check(pieces, whole, reading)
        EnvelopeForm.check(pieces, whole, reading)
        FragmentForm.check(octets, reading)
        // The limits that are in force by default refuse, and change nothing else.
        reading.quotas = .defaults
        let limited = reading.whole(octets)
        switch (whole, limited) {
        case (.success(let a), .success(let b)):
            require(Outline(a, keepsAll: true) == Outline(b, keepsAll: true), "the default limits change what is read")
        case (.success, .failure(let error)): require(error.code == .quotaExceeded, "only without limits it is read: \(error)")
        case (.failure(let error), .success): broken("only with limits it is read: \(error)")
        case (.failure, .failure): break
        }
        StreamedForm.check(pieces, limited, reading)
    }
}
