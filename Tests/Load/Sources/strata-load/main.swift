import Foundation

let arguments = Array(CommandLine.arguments.dropFirst())
let number = arguments.count > 1 ? Int(arguments[1]) ?? 0 : 0
var holds = false
switch arguments.first {
case "serve":
    try await Service.run(secure: arguments.contains("secure"), drainAfter: number)
    holds = true
case "calls": holds = try await Loads.calls(number)
case "idle": holds = try Loads.idle(number)
case "bad": holds = try Loads.bad(number)
case "soak": holds = try await Loads.soak(number)
case "verifications": holds = try await Loads.verifications(number)
case "keys": holds = try await Loads.keys(number)
default: print("strata-load calls COUNT | idle COUNT | bad COUNT | soak SECONDS | verifications COUNT | keys COUNT")
}
exit(holds ? 0 : 1)
