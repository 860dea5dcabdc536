using System.CommandLine;
using System.Text.Json;
using Kif.Cli.Exit;
using Kif.Cli.Rendering;
using Kif.Pipeline.Examination;
using Spectre.Console;

namespace Kif.Cli.Commands;

/// <summary>The command <c>kif doctor</c>, which checks whether Kif can run here.</summary>
internal static class DoctorCommand
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Create(KifCatalog catalog)
    {
        var model = new Option<string?>("--model") { HelpName = "FOLDER", Description = "A Hugging Face folder that shall run. Default: the embedded model." };
        var folder = new Option<string>("--out") { HelpName = "FOLDER", Description = "Where output shall be written. Default: the working folder.", DefaultValueFactory = _ => "." };
        var device = new Option<string>("--device") { HelpName = "DEVICE", Description = "cpu, cuda or cuda:1. Default: cpu.", DefaultValueFactory = _ => "cpu" };
        var precision = new Option<string>("--precision") { HelpName = "TYPE", Description = "float32, bfloat16, float16 or float64. Default: float32.", DefaultValueFactory = _ => "float32" };
        var json = new Option<bool>("--json") { Description = "Prints the observations as JSON." };
        var command = new Command("doctor", """
            Examines whether Kif can run here: runtime, native library, processor, memory, disk and, where one is named, the model; says what to do where
            something is wrong. Ends with 1 where something prevents running.

            Example: kif doctor --model SmolLM2-135M --out runs
            """) { model, folder, device, precision, json };
        command.SetAction(parsed =>
        {
            IReadOnlyList<Observation> observations = Doctor.Examine(new()
            {
                Model = parsed.GetValue(model), Out = parsed.GetValue(folder)!, Compute = new() { Device = parsed.GetValue(device)!, Precision = parsed.GetValue(precision)! },
            }, catalog);
            if (parsed.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(observations, Json));
            else ObservationList.Write(AnsiConsole.Console, observations);
            return observations.Any(f => f.Level == ObservationLevel.Wrong) ? ExitCode.Failed : 0;
        });
        return command;
    }
}
