using System.Security.Cryptography;
using System.Text;

namespace Kif.Models;

/// <summary>
/// The vocabularies that llama.cpp knows by name. It tells them apart by the ids of one text: the name stands for the hash of these ids.
/// </summary>
internal static class GgufKnownVocabularies
{
    private const string Text = "\n \n\n \n\n\n \t \t\t \t\n  \n   \n    \n     \n\U0001f680 (normal) \U0001f636\u200d\U0001f32b\ufe0f (multipl"
        + "e emojis concatenated) \u2705 \U0001f999\U0001f999 3 33 333 3333 33333 333333 3333333 33333333 3.3 3..3 3...3 "
        + "\u1780\u17b6\u1793\u17cb\u178f\u17c2\u1796\u17b7\u179f\u17c1\u179f\u17a2\u17b6\u1785\U0001f601 ?"
        + "\u6211\u60f3\u5728apple\u5de5\u4f5c1314151\u5929\uff5e ------======= "
        + "\u043d\u0435\u0449\u043e \u043d\u0430 \u0411\u044a\u043b\u0433\u0430\u0440\u0441\u043a\u0438 ''''''```````"
        + "\"\"\"\"......!!!!!!?????? I've been 'told he's there, 'RE you sure? 'M not sure I'll make it, 'D you like som"
        + "e tea? We'Ve a'lL";

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["d4540891389ea895b53b399da6ac824becc30f2fba0e9ddbb98f92e55ca0e97c"] = "qwen2",
        ["0fe1cf6eda062318a1af7270f3331a85c539a01778ff948e24388e949c5282f4"] = "gpt-2",
        ["0ef9807a4087ebef797fc749390439009c3b9eda9ad1a097abbe738f486c01e5"] = "llama-bpe",
        ["3ce83efda5659b07b1ad37ca97ca5797ea4285d9b9ab0dc679e4a720c9da7454"] = "gpt-2",
        ["e636dc30a262dcc0d8c323492e32ae2b70728f4df7dfe9737d9f920a282b8aea"] = "qwen2",
        ["b6dc8df998e1cfbdc4eac8243701a65afe638679230920b50d6f17d81c098166"] = "olmo",
        ["a8594e3edff7c29c003940395316294b2c623e09894deebbc65f33f1515df79e"] = "dbrx",
        ["c136ed14d01c2745d4f60a9596ae66800e2b61fa45643e72436041855ad4089d"] = "smaug-bpe",
        ["63b97e4253352e6f357cc59ea5b583e3a680eaeaf2632188c2b952de2588485e"] = "tekken",
        ["855059429035d75a914d1eda9f10a876752e281a054a7a3d421ef0533e5b6249"] = "smollm",
        ["fcace8b9cac38ce847670c970cd5892031a753a1ef381abd1d9af00f713da085"] = "phi-2",
        ["b3f499bb4255f8ca19fccd664443283318f2fd2414d5e0b040fbdd0cc195d6c5"] = "deepseek-r1-qwen",
        ["ccc2ef013c104be7bae2965776d611e1d7a8a2a9c547dd93a682c9a9fc80352e"] = "gpt-4o",
        ["a0b64b4385f123663873756336c085744376d015ff328bb1d901598f63c44152"] = "modern-bert",
    };

    /// <summary>Finds the name of a vocabulary; null if it is none of these.</summary>
    public static string? Find(ITokenizer tokenizer)
    {
        string ids = $"[{string.Join(", ", tokenizer.Encode(Text))}]";
        return Names.GetValueOrDefault(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ids))));
    }
}
