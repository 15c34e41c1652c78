/// The command line tool `strata`.
@main
struct Main {
    static func main() async {
        do {
            try await run(Array(CommandLine.arguments.dropFirst()))
        } catch let error as UsageError {
            Console.error("strata: \(error.message)\nRun `strata help` for what it takes.")
            Console.exit(ExitCode.usage)
        } catch let error as InputError {
            Console.error("strata: \(error)")
            Console.exit(ExitCode.usage)
        } catch is DoesNotHold {
            // The report says it.
            Console.exit(ExitCode.failure)
        } catch {
            Console.error("strata: \(error)")
            Console.exit(ExitCode.failure)
        }
    }

    private static let usage = """
        \(CertificatesCommand.usage)

        \(VerifyCommand.usage)

        \(SignCommand.usage)

        \(CanonicalizeCommand.usage)

        \(DecryptCommand.usage)

        \(EncryptCommand.usage)

        exit codes: 0 done, and what was judged holds; 1 failed, or it does not hold; 2 the command line was not understood, or
        a file that it names cannot be used
        """

    static func run(_ arguments: [String]) async throws {
        let rest = Array(arguments.dropFirst())
        switch arguments.first {
        case "certificates": try await CertificatesCommand.run(rest)
        case "verify": try VerifyCommand(rest).run()
        case "sign": try SignCommand(rest).run()
        case "decrypt": try DecryptCommand(rest).run()
        case "encrypt": try EncryptCommand(rest).run()
        case "canonicalize": try CanonicalizeCommand(rest).run()
        case "help", "--help", "-h": Console.print(usage)
        case nil: throw UsageError("no command was given")
        case let command?: throw UsageError("there is no command \"\(command)\"")
        }
    }
}

/// What was judged does not hold, and that was said.
struct DoesNotHold: Error {}
