using Kif;
using Kif.Pipeline.Embedded;
using Kif.Pipeline.MachineLearning;
using Microsoft.ML;

// TwoFits learn assistant.zip: learns two tasks in two fits and saves. TwoFits answer assistant.zip, in another process: loads and answers both.
var ml = new MLContext(seed: 1);
TaskStream stream = EmbeddedStream.Create(seed: 1, trainPerTask: args is [_, _, var count] ? int.Parse(count) : 640, testPerTask: 20);
IDataView Task(string name, bool test = false) => ml.Data.LoadFromEnumerable(stream.Tasks.Where(t => t.Name == name)
    .SelectMany(t => test ? t.Test : t.Train, (t, e) => new Row { Task = t.Name, Input = e.Input, Target = e.Target }));
if (args[0] == "learn")
{
    ContinualLearningOptions options = ContinualLearningOptions.ForEmbedded();
    options.Set = ["buffer.share=0.5"];
    ContinualEstimator learner = ml.ContinualLearning().Learn("replay", "embedded", options);
    ContinualTransformer first = learner.Fit(Task("place")), both = learner.Fit(Task("time"), first);
    ml.Model.Save(both, Task("time").Schema, args[1]);
}
ITransformer model = ml.Model.Load(args[1], out _);
using var engine = ml.Model.CreatePredictionEngine<Row, Reply>(model);
foreach (string name in new[] { "place", "time" })
{
    Row[] questions = [.. ml.Data.CreateEnumerable<Row>(Task(name, test: true), reuseRowObject: false)];
    Console.WriteLine($"{name}: {questions.Count(q => engine.Predict(q).Answer == q.Target)} of {questions.Length} right. {questions[0].Input} -> {engine.Predict(questions[0]).Answer}");
}

internal sealed class Row { public string Task { get; set; } = ""; public string Input { get; set; } = ""; public string Target { get; set; } = ""; }
internal sealed class Reply { public string Answer { get; set; } = ""; }
