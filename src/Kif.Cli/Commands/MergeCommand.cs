using System.CommandLine;
using Kif.Pipeline.Jobs;

namespace Kif.Cli.Commands;

/// <summary>The command <c>kif merge</c>, which merges a trained adapter into its model.</summary>
internal static class MergeCommand
{
    public static Command Create(KifCatalog catalog)
    {
        var model = new Option<string>("--model") { HelpName = "FOLDER", Description = "The Hugging Face folder that the adapter was trained on, or 'embedded'.", Required = true };
        var adapter = new Option<string>("--adapter") { HelpName = "FOLDER", Description = "The adapter, as PEFT or kif compare --out writes it.", Required = true };
        var folder = new Option<string>("--out") { HelpName = "FOLDER", Description = "The new Hugging Face folder; it must not be there yet, or be empty.", Required = true };
        var dtype = new Option<string>("--dtype") { HelpName = "TYPE", Description = "float32, bfloat16 or float16. Default: float32.", DefaultValueFactory = _ => "float32" };
        var shard = new Option<double>("--max-shard-gb") { HelpName = "X", Description = "Most gigabytes of weights in one file. Default: 5.", DefaultValueFactory = _ => 5, CustomParser = RealNumber.Parse };
        var command = new Command("merge", """
            Merges an adapter into its model: a plain Hugging Face folder that needs no adapter any more.

            Example: kif merge --model SmolLM2-135M --adapter runs/x/kif-lora/order-1/seed-1/adapters/after-task-4 --out merged --dtype bfloat16
            """) { model, adapter, folder, dtype, shard };
        command.SetAction((parsed, cancellation) => Guard.RunAsync(() => Task.Run(() =>
        {
            var settings = new MergeSettings
            {
                Model = parsed.GetValue(model)!, Adapter = parsed.GetValue(adapter)!, Out = parsed.GetValue(folder)!, DType = parsed.GetValue(dtype)!,
                MaxShardBytes = (long)(parsed.GetValue(shard) * 1e9),
            };
            Console.WriteLine($"{settings.Out}: {MergeJob.Run(catalog, settings)}");
            return 0;
        }, cancellation)));
        return command;
    }
}
