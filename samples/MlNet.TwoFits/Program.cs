using Kif;
using Kif.ML;
using Microsoft.ML;

// TwoFits learn assistant.zip: learns two tasks in two fits and saves. TwoFits answer assistant.zip, in another process: loads and answers both.
var ml = new MLContext(seed: 1);
TaskStream tasks = EmbeddedStream.Create(seed: 1, trainPerTask: args is [_, _, var count] ? int.Parse(count) : 640, testPerTask: 1);
TaskStream questions = EmbeddedStream.Create(seed: 2, trainPerTask: 1, testPerTask: 100);
IDataView Rows(string name, TaskStream stream) => ml.Data.LoadFromEnumerable(stream.Tasks.Where(t => t.Name == name)
    .SelectMany(t => stream == tasks ? t.Train : t.Test, (t, e) => new Row { Task = t.Name, Input = e.Input, Target = e.Target }));
if (args[0] == "learn")
{
    ContinualLearningOptions options = ContinualLearningOptions.ForEmbedded();
    options.Set = ["buffer.share=0.5"];
    ContinualEstimator learner = ml.ContinualLearning().Learn("replay", "embedded", options);
    ContinualTransformer first = learner.Fit(Rows("place", tasks)), both = learner.Fit(Rows("time", tasks), first);
    ml.Model.Save(both, Rows("time", tasks).Schema, args[1]);
}
ITransformer model = ml.Model.Load(args[1], out _);
using var engine = ml.Model.CreatePredictionEngine<Row, Reply>(model);
foreach (string name in new[] { "place", "time" })
{
    Row[] asked = [.. ml.Data.CreateEnumerable<Row>(Rows(name, questions), reuseRowObject: false)];
    Console.WriteLine(
        $"{name}: {asked.Count(q => engine.Predict(q).Answer == q.Target)} of {asked.Length} right. {asked[0].Input} -> {engine.Predict(asked[0]).Answer}");
}

internal sealed class Row { public string Task { get; set; } = ""; public string Input { get; set; } = ""; public string Target { get; set; } = ""; }
internal sealed class Reply { public string Answer { get; set; } = ""; }
