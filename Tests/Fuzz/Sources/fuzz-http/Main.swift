import Fuzzing
@testable import StrataFraming

/// The readers of HTTP/1.1 on both sides, and the writers behind them.
@main struct Main {
    static func main() throws {
        try Fuzzer.run(seeds: Seeds.all) { start, count in
            Main.test(FuzzInput(start, count))
            return 0
        }
    }

    static func test(_ given: FuzzInput) {
        var input = given
        let settings = Settings(&input)
        let pieces = input.pieces()
        let octets = input.octets
        let requests = Requests.read([octets[...]], settings)
        require(Requests.read(pieces, settings) == requests, "requests depend on the cuts")
        var gathering = settings
        gathering.gather = input.choice() * 8
        require(Requests.read(pieces, gathering).whole == requests.whole, "requests depend on the cuts, where bodies are gathered")
        for message in requests.messages where message.isWhole { Rewriting.check(request: message) }

        let responses = Responses.read([octets[...]], settings)
        require(Responses.read(pieces, settings) == responses, "responses depend on the cuts")
        gathering.gather = input.choice() * 8
        require(Responses.read(pieces, gathering).whole == responses.whole, "responses depend on the cuts, where bodies are gathered")
        for message in responses.messages where message.isWhole { Rewriting.check(response: message, settings) }
    }
}
