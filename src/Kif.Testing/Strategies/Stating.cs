using System.Text.Encodings.Web;
using System.Text.Json;
using Kif.Models.Safetensors;

namespace Kif.Testing;

/// <summary>The checks of a strategy's state: its names, and its size in files.</summary>
internal static class Stating
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Names(StrategySubject subject)
    {
        using var run = new ConformanceRun(subject);
        using var again = new ConformanceRun(subject);
        for (int task = 0; task < 3; task++)
        {
            run.Learn(task);
            again.Learn(task);
            List<string> first = StateListing.Of(run.Composition).Names, second = StateListing.Of(run.Composition).Names, other = StateListing.Of(again.Composition).Names;
            if (first.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new ConformanceException($"shows two pieces of state under the name '{twice.Key}'");
            Same(first, second, "a second visit");
            Same(first, other, "another run of the same seed");
        }
    }

    public static void Size(StrategySubject subject)
    {
        using var folder = new TemporaryFolder();
        using var run = new ConformanceRun(subject);
        for (int task = 0; task < 3; task++) run.Learn(task);
        long reported = run.Learner.StateBytes;
        run.Learner.Save(folder.Path);
        long written = Written(folder.Path);
        if (written != reported) throw new ConformanceException($"reported a state of {reported} bytes and had {written} written");
    }

    private static void Same(List<string> one, List<string> other, string what)
    {
        if (one.SequenceEqual(other)) return;
        int at = one.Zip(other).TakeWhile(p => p.First == p.Second).Count();
        throw new ConformanceException($"shows '{other.ElementAtOrDefault(at) ?? "nothing"}' in {what} where it showed '{one.ElementAtOrDefault(at) ?? "nothing"}'");
    }

    private static long Written(string folder)
    {
        long bytes = 0;
        foreach (string file in Directory.GetFiles(folder, "*.safetensors"))
        {
            using SafetensorsFile tensors = SafetensorsFile.Open(file);
            bytes += tensors.Names.Where(n => n != "weights").Sum(n => tensors.Info(n).ByteCount);
        }
        using JsonDocument values = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "state.json")));
        return bytes + values.RootElement.EnumerateObject().Sum(p => (long)JsonSerializer.SerializeToUtf8Bytes(p.Value, Compact).Length);
    }
}
