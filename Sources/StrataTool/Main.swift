/// The command line tool `strata`.
@main
struct Main {
    static func main() {
        do {
            try run(Array(CommandLine.arguments.dropFirst()))
        } catch let error as UsageError {
            Console.error("strata: \(error.message)\nRun `strata help` for what it takes.")
            Console.exit(ExitCode.usage)
        } catch {
            Console.error("strata: \(error)")
            Console.exit(ExitCode.failure)
        }
    }

    static func run(_ arguments: [String]) throws {
        switch arguments.first {
        case "certificates":
            try CertificatesCommand.run(Array(arguments.dropFirst()))
        case "help", "--help", "-h":
            Console.print(CertificatesCommand.usage)
        case nil:
            throw UsageError("no command was given")
        case let command?:
            throw UsageError("there is no command \"\(command)\"")
        }
    }
}
