private import Foundation

/// The options of a command line: `--name value` each, but for those that stand alone.
public struct Options {
    private var values: [String: String] = [:]

    public init(_ arguments: [String] = CommandLine.arguments, flags: Set<String> = [], known: Set<String>) throws {
        var rest = arguments.dropFirst()
        while let argument = rest.popFirst() {
            if flags.contains(argument) {
                values[argument] = ""
            } else if known.contains(argument), let value = rest.popFirst() {
                values[argument] = value
            } else {
                throw UsageError("no such option, or no value for it: \(argument)")
            }
        }
    }

    public subscript(_ name: String) -> String? { values[name] }

    public func required(_ name: String) throws -> String {
        guard let value = values[name] else { throw UsageError("\(name) is missing") }
        return value
    }

    public func number(_ name: String) throws -> Int? {
        guard let text = values[name] else { return nil }
        guard let number = Int(text), number >= 0 else { throw UsageError("\(name) must be a number") }
        return number
    }
}

/// A command line that cannot be carried out.
public struct UsageError: Error, CustomStringConvertible {
    public var description: String
    public init(_ description: String) { self.description = description }
}

/// Prints a line at once: whoever started the program waits for it.
public func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

/// Prints to the error stream and ends the program.
public func fail(_ error: any Error, usage: String) -> Never {
    FileHandle.standardError.write(Data("\(error)\n\(error is UsageError ? usage + "\n" : "")".utf8))
    exit(2)
}
