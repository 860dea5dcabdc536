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
                Seed(("t/train.csv", "id,text,label\n1,\"a, b\",x\n2,c,\"y\n\"\n"), ("t/test.tsv", "text\tlabel\r\na\tx\r\n")),
                Seed(("README.md", "---\nconfigs:\n- config_name: a\n  sep: ;\n  data_files:\n  - split: train\n    path: a/*.csv\n  - split: test\n    path: b.csv\n---\n"),
                    ("a/1.csv", "text;label\na;0\n"), ("b.csv", "text;label\nb;1\n")),
                Seed(("README.md", "---\ndataset_info:\n  features:\n  - name: label\n    dtype:\n      class_label:\n        names:\n          '0': no\n          '1': yes\n---\n"),
                    ("train.jsonl", """{"text": "a", "label": 1}"""), ("test.jsonl", """{"text": "b", "label": 0}""")),
                Seed(("train.jsonl", """{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b", "x": null}], "tools": "[]"}"""),
                    ("test.jsonl", """{"conversations": [{"from": "human", "value": "a"}, {"from": "gpt", "value": "b"}]}""")),
                Seed(("train.json", """{"data": [{"paragraphs": [{"context": "c", "qas": [{"question": "q", "answers": [{"text": "a"}]}]}]}]}"""),
                    ("dev.json", """[{"question": "q", "choices": {"text": ["a", "b"], "label": ["A", "B"]}, "answerKey": "B"}, {"translation": {"de": "a", "en": "b"}}]""")),
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
