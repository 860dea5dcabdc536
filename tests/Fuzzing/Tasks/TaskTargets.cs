using System.Text;

namespace Kif.Fuzzing;

/// <summary>Folders of tasks under fuzz.</summary>
internal static class TaskTargets
{
    private const string Rows = """[{"id":"1","input":"a b","output":"c"},{"id":2,"input":"d","output":["e","f"],"instruction":"do"}]""";

    public static IReadOnlyList<FuzzTarget> All() =>
    [
        new("tasks", "tasks",
            [
                Seed(("train/t.json", Rows), ("test/t.json", Rows)),
                Seed(("train/t.jsonl", "{\"input\":\"a\",\"output\":\"b\"}\n{\"input\":\"c\",\"output\":\"d\"}\n"),
                    ("dev/t.json", """{"Definition":["say"],"Instances":[{"input":"a","output":["b"]}]}""")),
                Seed(("g/t/train.json", """[{"sentence":"a","label":"x"}]"""), ("g/t/test.json", """[{"sentence":"b","label":"y"}]"""),
                    ("g/t/labels.json", """["x","y"]""")),
            ],
            Use)
        { Refusals = [typeof(InvalidDataException)], ManyLines = true },
    ];

    private static void Use(FuzzCase given)
    {
        TaskFolder folder = TaskFolder.Open(given.Folder);
        foreach (LearningTask task in folder.Load(folder.TaskNames).Tasks)
            UnsoundException.Unless(task.Train.Concat(task.Test).All(e => e.Input.Length > 0 && e.Target.Length > 0), "an example is empty");
    }

    private static FuzzSeed Seed(params (string Name, string Text)[] files) =>
        new("tasks", files.ToDictionary(f => f.Name, f => Encoding.UTF8.GetBytes(f.Text)));
}
