namespace Kif.Fuzzing;

/// <summary>Which mutator knows which files.</summary>
internal static class Mutators
{
    private static readonly IMutator Bytes = new ByteMutator(
        [" ", "\n", "\r\n", "\0", "#version: 0.2", "[UNK]", "a", "Ġ", "\u2028", "\u001b[2J", "a b", "aa bb cc"]);
    private static readonly IMutator Jinja = new ByteMutator(
        ["{{", "}}", "{%", "%}", "{#", "#}", "-%}", "{% for x in range(9999999) %}", "{% endfor %}", "{% if x %}", "{% else %}", "{% endif %}", "(", ")", "[",
            "]", "[-1:]", "|", "| join", "| tojson", "'", "\"",
         "**", "//", "%", "* 999999999999", "'a' * 99999999", "~", ".x", "['x']", "none", "true", "messages", "loop.previtem", "namespace(a=1)", "not", "in",
            "is defined", "((((((((", "[[[[[[[[", "\u001b", "\0"]);
    private static readonly IMutator Cells = new ByteMutator(
        [",", ";", "\t", "|", "\"", "\"\"", "\n", "\r\n", "\r", "\0", "\ufeff", "\\N", "NA", "a,b,c,d,e,f,g\n", "\"a\nb\",", "text,text\n", "\u0085", "\u2028", "\u001b[2J"]);
    private static readonly IMutator Json = new JsonMutator();
    private static readonly IMutator Tensors = new SafetensorsMutator();
    private static readonly IMutator Proto = new ProtoMutator();

    public static IMutator For(string file) => Path.GetExtension(file) switch
    {
        ".json" or ".jsonl" or ".ndjson" => Json,
        ".csv" or ".tsv" => Cells,
        ".safetensors" => Tensors,
        ".model" => Proto,
        ".jinja" => Jinja,
        _ => Bytes,
    };
}
