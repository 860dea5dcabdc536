namespace Kif.Bench.Fuzz;

/// <summary>What the fuzz command is asked for.</summary>
/// <param name="Seconds">How long all targets together run.</param>
/// <param name="Seed">The seed of all cases.</param>
/// <param name="Format">The format whose targets run; null for all.</param>
/// <param name="Target">The one target that runs; null for all.</param>
/// <param name="Case">The one case that runs; null for all.</param>
/// <param name="Output">Where findings are saved.</param>
internal sealed record FuzzOptions(double Seconds, int Seed, string? Format, string? Target, long? Case, string Output)
{
    public const string Usage =
        "fuzz [--seconds N] [--seed S] [--output FOLDER] [--target NAME [--case N]] [--format safetensors|json|spiece|tokenizer|model|adapter|gguf|hub|"
        + "tasks|parquet|arrow|csv|jsonl|packed|run|learner|zip|experiment|request]";

    /// <summary>The options; null if they are not understood.</summary>
    public static FuzzOptions? Parse(string[] args)
    {
        var options = new FuzzOptions(60, 1, null, null, null, "fuzz-findings");
        for (int i = 0; i + 1 < args.Length; i += 2)
        {
            string value = args[i + 1];
            FuzzOptions? next = args[i] switch
            {
                "--seconds" when double.TryParse(value, out double seconds) && seconds > 0 => options with { Seconds = seconds },
                "--seed" when int.TryParse(value, out int seed) => options with { Seed = seed },
                "--format" => options with { Format = value },
                "--target" => options with { Target = value },
                "--case" when long.TryParse(value, out long number) => options with { Case = number },
                "--output" => options with { Output = value },
                _ => null,
            };
            if (next is null) return null;
            options = next;
        }
        return args.Length % 2 == 0 ? options : null;
    }
}
