import Foundation

// Prints ratios of pairs that ran in the same minute. `benchmarks [--only NAME,…] [--rounds N] [--seconds N]`.

do {
    let options = try Options(CommandLine.arguments.dropFirst())
    let machine = Machine()
    say(
        "\(machine.cores) cores, \(machine.processor); \(options.rounds) alternating rounds; a load of HTTP or TLS lasts \(options.seconds) s."
    )
    say("Ratio: median over the rounds, spread: lowest to highest. Compare within a line only.")
    var missed: [Comparison] = []
    for suite in Suite.allCases where options.only.isEmpty || options.only.contains(suite) {
        let comparisons = try await suite.run(options)
        printTable("\(suite): \(suite.title)", comparisons)
        missed += comparisons.filter(\.isMissed)
    }
    say("")
    for comparison in missed { say("MISSED: \(comparison.what), \(comparison.ours) : \(comparison.other) is \(number(comparison.ratio))") }
    // A target that is missed is a finding for a reader, not a failure of the run: the machine may have been busy.
    exit(0)
} catch {
    say("benchmarks ends here: \(error)")
    exit(1)
}
