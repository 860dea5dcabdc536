using Kif.Tokenizers;

namespace Kif.Bench.Tokenizers;

/// <summary>How fast the tokenizers of folders encode, on one core.</summary>
internal sealed class TokenizerMeasurement : IMeasurement
{
    public string Line => "tokens and megabytes per second of tokenizer folders: FOLDER... [--text FILE]";

    public int Run(string[] args)
    {
        int at = Array.IndexOf(args, "--text");
        string? file = at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
        string[] folders = at >= 0 ? [.. args[..at], .. args[Math.Min(at + 2, args.Length)..]] : args;
        if (folders.Length == 0)
        {
            Console.Error.WriteLine($"usage: tokenizers {Line[(Line.IndexOf(':') + 2)..]}");
            return 2;
        }
        string text = file is null ? EnglishText.Make(4_000_000) : File.ReadAllText(file);
        Console.WriteLine($"{Cpu.Name()}; {text.Length:N0} characters of {file ?? "generated English-like text"}");
        Console.WriteLine($"CPU time: the first run, which compiles and fills the cache of words, and the best of {TokenizerSpeed.Tries}");
        Console.WriteLine(
            $"{"folder",-24} {"first tokens/s",14} {"best tokens/s",14} {"MB/s",6} {"tokens",10}   1 MB without end: letters, blanks, emoji, marks (s)");
        foreach (string folder in folders) Report(folder, text);
        return 0;
    }

    private static void Report(string folder, string text)
    {
        ITokenizer tokenizer = TokenizerFolder.Load(folder);
        TokenizerSpeed speed = TokenizerSpeed.Of(tokenizer, text);
        string hard = string.Join(", ", HardTexts.All(1_000_000).Select(t => $"{TokenizerSpeed.Seconds(() => tokenizer.Encode(t)):F2}"));
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        Console.WriteLine($"{name,-24} {speed.First,14:N0} {speed.Best,14:N0} {speed.MegabytesPerSecond,6:F1} {speed.Tokens,10:N0}   {hard}");
    }
}
