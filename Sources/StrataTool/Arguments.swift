/// Options and values of a command line: `--name value`, `--name=value`, `--flag`, and what stands without a name. `--` ends the options.
struct Arguments {
    private(set) var options: [String: [String]] = [:]
    private(set) var positional: [String] = []

    /// - Parameters:
    ///   - options: the options that take a value; those in `repeatable` may come more than once.
    ///   - flags: the options that take none.
    init(_ arguments: [String], options known: Set<String>, repeatable: Set<String> = [], flags: Set<String> = []) throws(UsageError) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                positional += rest
                break
            }
            guard argument.hasPrefix("-"), argument != "-" else {
                positional.append(argument)
                continue
            }
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = parts[0]
            if flags.contains(name) {
                guard parts.count == 1 else { throw UsageError("\(name) takes no value") }
                options[name] = []
                continue
            }
            guard known.contains(name) || repeatable.contains(name) else {
                guard name == "--password" else { throw UsageError("there is no option \(name)") }
                throw UsageError(
                    "a command line can be seen by every user of the machine, so no password is taken from it: put it into the first line "
                        + "of a file, and give --password-file FILE, or --password-file - for the standard input")
            }
            if options[name] != nil, !repeatable.contains(name) { throw UsageError("\(name) was given twice") }
            guard let value = parts.count == 2 ? parts[1] : rest.popFirst(), !value.isEmpty else {
                throw UsageError("\(name) needs a value")
            }
            options[name, default: []].append(value)
        }
    }

    /// The value of an option, or nil.
    func value(_ name: String) -> String? { options[name]?.last }

    /// All values of an option.
    func values(_ name: String) -> [String] { options[name] ?? [] }

    /// Whether a flag was given.
    func has(_ flag: String) -> Bool { options[flag] != nil }
}
