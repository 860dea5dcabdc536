using System.Globalization;
using Kif;
using Kif.ML;
using Microsoft.ML;

// TwoFits [learn] [assistant.zip] [examples]: learns two tasks in two fits, saves, and answers both.
// TwoFits answer [assistant.zip], in another process: loads and answers both.
string command = args.ElementAtOrDefault(0) ?? "learn", file = args.ElementAtOrDefault(1) ?? "assistant.zip";
if (command is not ("learn" or "answer") || args.Length > 3 || !int.TryParse(args.ElementAtOrDefault(2) ?? "640", CultureInfo.InvariantCulture, out int count)
    || count is < 1 or > 10_000)
{
    Console.Error.WriteLine("usage: TwoFits [learn|answer] [FILE.zip] [EXAMPLES, 1 to 10000]; without arguments: learn assistant.zip 640");
    return 2;
}
if (command == "answer" && !File.Exists(file))
{
    Console.Error.WriteLine($"there is no file '{file}'; TwoFits learn {file} makes it");
    return 2;
}
var ml = new MLContext(seed: 1);
TaskStream tasks = EmbeddedStream.Create(seed: 1, trainPerTask: count, testPerTask: 1);
TaskStream questions = EmbeddedStream.Create(seed: 2, trainPerTask: 1, testPerTask: 100);
IDataView Rows(string name, TaskStream stream) => ml.Data.LoadFromEnumerable(stream.Tasks.Where(t => t.Name == name)
    .SelectMany(t => stream == tasks ? t.Train : t.Test, (t, e) => new Row { Task = t.Name, Input = e.Input, Target = e.Target }));
if (command == "learn")
{
    ContinualLearningOptions options = ContinualLearningOptions.ForEmbedded();
    options.Set = ["buffer.share=0.5"];
    ContinualEstimator learner = ml.ContinualLearning().Learn("replay", "embedded", options);
    Console.WriteLine("learning place, then time: about half a minute …");
    ContinualTransformer first = learner.Fit(Rows("place", tasks)), both = learner.Fit(Rows("time", tasks), first);
    ml.Model.Save(both, Rows("time", tasks).Schema, file);
}
ITransformer model = ml.Model.Load(file, out _);
using var engine = ml.Model.CreatePredictionEngine<Row, Reply>(model);
foreach (string name in new[] { "place", "time" })
{
    Row[] asked = [.. ml.Data.CreateEnumerable<Row>(Rows(name, questions), reuseRowObject: false)];
    Console.WriteLine(
        $"{name}: {asked.Count(q => engine.Predict(q).Answer == q.Target)} of {asked.Length} right. {asked[0].Input} -> {engine.Predict(asked[0]).Answer}");
}
return 0;

internal sealed class Row { public string Task { get; set; } = ""; public string Input { get; set; } = ""; public string Target { get; set; } = ""; }
internal sealed class Reply { public string Answer { get; set; } = ""; }
