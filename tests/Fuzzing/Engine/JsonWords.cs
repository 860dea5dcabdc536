namespace Kif.Fuzzing;

/// <summary>What is worth putting into JSON.</summary>
internal static class JsonWords
{
    /// <summary>Whole values.</summary>
    public static readonly string[] Values =
    [
        "null", "true", "false", "0", "1", "2", "3", "7", "-1", "-0", "1.5", "0.0", "1e-7", "1e-400", "1e999", "-1e999", "1e30", "64", "128", "1024", "65536",
        "4194303", "4194304",
        "16777216", "1073741824", "2147483646", "2147483647", "2147483648", "-2147483648", "4294967295", "4611686018427387904", "9223372036854775807",
        "-9223372036854775808",
        "18446744073709551615", "18446744073709551616", "NaN", "Infinity", "\"\"", "\" \"", "\"a\"", "\"0\"", "\"auto\"", "\"\\ud800\"", "\"\\udc00x\"",
        "\"\\u0000\"", "\"\\u001b[2J\"",
        "\"\\u202e\"", "\"\\u2028\"", "\"../x.safetensors\"", "\"/etc/passwd\"", "\"model.safetensors\"", "\"%2e%2e\"", "\"NUL.safetensors\"", "\"F16\"",
        "\"BOOL\"", "\"F64\"", "\"I8\"",
        "\"F8_E4M3\"", "\"(a+)+$\"", "\"(\"", "[]", "{}", "[0]", "[[]]", "[0,0]", "[1,2,3]", "[-1]", "[2147483647]", "[\"a\"]", "[\"a\",\"a\"]", "[null]",
        "{\"a\":1}", "{\"a\":1,\"a\":2}",
        "{\"type\":\"ByteLevel\"}", "{\"type\":\"Sequence\"}", "{\"type\":null}", "{\"id\":0,\"content\":\"a\"}", "{\"\\ud800\":1}", "{\"content\":\"<s>\"}",
        "\"LORA\"", "\"gelu\"", "\"linear\"",
    ];

    /// <summary>Pieces that need not be whole.</summary>
    public static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "-", "0", "e9", ".", "null", "true", "NaN", "// x\n", "/* x */", "# x\n", "\ufeff", "\0", "\u001b",
        " ", "\n", "\r", "\t", "'", "\u2028", "\u0085",
        "\"a\":", "\"a\":1,", "\"__metadata__\":{},", "\"dtype\":\"F32\",", "\"shape\":[],", "\"data_offsets\":[0,0],", "9223372036854775807", "1e9",
    ];

    /// <summary>What a text may get inside.</summary>
    public static readonly string[] InTexts =
    [
        "a", " ", ".", "..", "/", "../", "\\\\", "%2f", ":", "*", "\\u0000", "\\u001b[31m", "\\u0007", "\\ud83d", "\\ude00", "\\ud83d\\ude00", "\\u202e", "\\n",
        "\\\"", "\"", "\\", "\u0085", "é",
        "日本", "0", "9", "-", "\\u0061", "▁", "Ġ", "<", ">", "(", ")", "[", "*+", "{9999}",
    ];
}
